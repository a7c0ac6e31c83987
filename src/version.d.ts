/** The package's version, put in by the build. */
declare const __VERSION__: string;

/** True in the helper that is one executable, without a Node of the machine's. */
declare const __SINGLE_FILE__: boolean;

/** The helper's files of this version, with their checksums, where packaging has built them. */
declare const __HELPER_FILES__: unknown;
