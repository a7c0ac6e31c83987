import type { ManifestProblem } from './manifests.ts';

export const MANIFEST_PROBLEMS: Record<ManifestProblem, string> = {
  missing: 'the manifest is gone',
  unreadable: 'the manifest cannot be read',
  'not-a-manifest': 'the manifest is damaged',
  'other-name': 'the manifest is of another helper',
  'not-admitted': 'the manifest does not let this version of the extension in',
  'program-missing': 'the program that it starts is gone',
  'program-not-executable': 'the program that it starts may not be executed',
  'launcher-broken': 'the helper was moved or deleted',
};
