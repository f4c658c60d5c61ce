type Opener = () => void;

let opener: Opener = () => undefined;

/** The search comes after the page; until it is there a click on it waits for nothing. */
export const onOpenSearch = (open: Opener): void => { opener = open; };
export const openSearch = (): void => opener();
