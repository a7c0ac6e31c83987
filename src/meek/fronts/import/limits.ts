/**
 * What an import may cost. Lantern's largest list in the wild has 15,800 lines, 2,000 fronts and
 * about 700 kB; these are several times that, and are read within about a second.
 */

/** Bytes of a pasted text or a chosen file, packed or not. */
export const INPUT_LIMIT_BYTES = 4 * 1024 * 1024;

/** Bytes that gzip may unpack to. */
export const UNPACKED_LIMIT_BYTES = 4 * 1024 * 1024;

/** Characters of one line of anything but JSON, which often comes as a single line. */
export const LINE_LIMIT_CHARACTERS = 8 * 1024;

/** Objects and lists within each other. */
export const DEPTH_LIMIT = 16;

/** Objects, lists and values of a document; an alias counts with all that it stands for. */
export const VALUE_LIMIT = 250_000;

/** `*references` of a YAML document: older Lantern lists share a few. */
export const YAML_ALIAS_LIMIT = 50;

/** Fronts of one import, refused ones included. */
export const ENTRY_LIMIT = 20_000;

/** Remarks of one import; the rest are dropped, since a thousandth one helps nobody. */
export const REMARK_LIMIT = 100;

/** Fronts of a profile, as its schema has it. */
export const FRONT_LIMIT = 5_000;

/** Addresses taken from one pattern of Psiphon's, which may stand for any number. */
export const PATTERN_ADDRESS_LIMIT = 32;

export const PATTERN_LIMIT_CHARACTERS = 512;

/** Patterns of one import: the worst takes about 3 ms. */
export const PATTERN_LIMIT = 200;

export const LINK_LIMIT_CHARACTERS = 8_192;

/** Characters of foreign text that a reason or a place quotes. */
export const QUOTE_LIMIT_CHARACTERS = 80;
