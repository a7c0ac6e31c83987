/** The package's version, put in by the build. */
declare const __VERSION__: string;

/** True in the helper that is one executable, without a Node of the machine's. */
declare const __SINGLE_FILE__: boolean;
