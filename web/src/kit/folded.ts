// A text as it is compared when people search, for the few lists that are searched in the browser (a judge's queue, without a network, too): as SQL_FOLDED
// of api/shared/fields.h has it for all others. Full-width and half-width forms, capitals, accents and brackets （） () are the same, and white space is
// not there.
export const folded = (text: string): string => text.normalize('NFKD').replace(/[\p{M}\s]/gu, '').toLowerCase();

// Whether one of TEXTS has the WORD, which is folded; a word does not run from one text into the next.
export const hasWord = (texts: (string | null | undefined)[], word: string): boolean => !word || texts.some((text) => text && folded(text).includes(word));
