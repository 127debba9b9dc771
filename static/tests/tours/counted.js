/** Counts what the user presses; the last step compares it with what is allowed. */
export const counted = (most, steps) => {
    let clicks = 0;
    const listening = {
        content: "from here on each press counts",
        trigger: "body",
        run: () => {
            window.addEventListener("click", (ev) => (clicks += ev.isTrusted || 1), true);
        },
    };
    return [
        listening,
        ...steps,
        {
            content: `at most ${most} clicks`,
            trigger: "body",
            run: () => {
                if (clicks > most || !clicks) {
                    throw new Error(`${clicks} clicks instead of ${most}`);
                }
            },
        },
    ];
};
