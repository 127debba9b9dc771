import { registry } from "@web/core/registry";

/** A note and a paper, on a phone. */
registry.category("web_tour.tours").add("declic_note_tour", {
    steps: () => [
        { trigger: ".o_declic_parts a[href$='/notes']", run: "click", expectUnloadPage: true },
        { trigger: ".o_declic_write_note", run: "click", expectUnloadPage: true },
        { content: "for both parties", trigger: "label[for='note_both']", run: "click" },
        { trigger: "#declic_note_text", run: "edit Vu à la porte, tout va mieux." },
        { trigger: "button[name='save_note']", run: "click", expectUnloadPage: true },
        { trigger: ".o_declic_note:contains(Vu à la porte)" },
        {
            content: "papers",
            trigger: ".o_declic_parts a[href$='/documents']",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_declic_add_document", run: "click", expectUnloadPage: true },
        { trigger: "#declic_document_type", run: "selectByIndex 1" },
        {
            content: "a page of the household, photographed",
            trigger: "#declic_document_file",
            run: () => {
                const data = new DataTransfer();
                const page = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
                data.items.add(new File([page], "IMG_1234.pdf"));
                document.querySelector("#declic_document_file").files = data.files;
            },
        },
        { trigger: "button[name='add_document']", run: "click", expectUnloadPage: true },
        { content: "it is there", trigger: ".o_declic_file" },
    ],
});
