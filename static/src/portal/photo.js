import { _t, live } from "./page_facts";
import { say } from "./say";

const HEIC = /\.(heic|heif)$|^image\/hei[cf]/i;
// The long side of a page that is still read when it is printed.
const LONG_SIDE = 2400;
const HEAVY = 1_000_000;
const QUALITY = 0.85;

/** The photograph as a JPEG of a size that goes through a bad network. */
async function turned(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const context = canvas.getContext("2d");
    // What is see-through in a PNG is black in a JPEG.
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return new File([blob], "photo.jpg", { type: "image/jpeg" });
}

/** A photograph of any phone: turned on the device, or refused with what to do. */
export class DeclicPhoto {
    static selector = ".o_declic form[action^='/my/declic'] input[type=file]";

    constructor(el) {
        this.el = el;
    }

    start() {
        this.el.addEventListener("change", () => this.onChange());
    }

    onChange() {
        const [file] = this.el.files;
        const isHeic = file && (HEIC.test(file.name) || HEIC.test(file.type));
        const isHeavy = file?.type.startsWith("image/") && file.size > HEAVY;
        if (!file || !(isHeic || isHeavy)) {
            return;
        }
        // The form waits for it.
        this.el.declicTurned = this.turn(file, isHeic);
    }

    async turn(file, isHeic) {
        try {
            const files = new DataTransfer();
            files.items.add(await turned(file));
            this.el.files = files.files;
        } catch {
            // What is no HEIC leaves as it is: the server judges it.
            if (isHeic) {
                this.el.value = "";
                say(
                    "danger",
                    _t(
                        "This photo is in the HEIC format, which this device cannot turn. On" +
                            " an iPhone: Settings, Camera, Formats, “Most Compatible”, then" +
                            " take it again; or take a screenshot of it and choose that."
                    )
                );
            }
        }
    }
}

live(DeclicPhoto);
