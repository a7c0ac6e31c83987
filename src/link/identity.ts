/** The native host's name, under which browsers look up its manifest. */
export const HOST_NAME = 'org.frontage.helper';

/** Chromium's extension id, fixed in development builds by the manifest's `key`. */
export const CHROMIUM_EXTENSION_IDS = ['kfhledggboihepcdagkibpfncgnopnjn'];

/** Firefox' add-on id, from the manifest. */
export const FIREFOX_EXTENSION_IDS = ['extension@frontage.invalid'];

/** Of the messages between extension and helper. Raised when an old side could not follow. */
export const LINK_PROTOCOL = 1;

/** The oldest version of them that this side still follows. */
export const OLDEST_LINK_PROTOCOL = 1;
