import { useId } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { type HelperFile, helperFile, installCommand } from '../../helper/helper-file.ts';
import type { Platform, System } from '../../helper/platform.ts';
import { type MessageKey, message } from '../../messages.ts';
import { CopyButton } from '../copy-button.tsx';

interface Props {
  /** `undefined` until it is known, null where there is no helper for it. */
  platform: Platform | null | undefined;
}

const NAME_OF_SYSTEM: Record<System, string> = {
  linux: 'Linux',
  darwin: 'macOS',
  win32: 'Windows',
};

const HOW_TO_RUN: Record<System, MessageKey> = {
  linux: 'guide_run_linux',
  darwin: 'guide_run_macos',
  win32: 'guide_run_windows',
};

/** Which file is the helper for this system, and how to see that it is the right one. */
export function GetStep({ platform }: Props) {
  if (!platform) return <NoPlatform platform={platform} />;
  const file = fileFor(platform);
  return (
    <>
      <p>{message('guide_get', NAME_OF_SYSTEM[platform.system])}</p>
      <Copyable text={file.name} />
      <Checksum file={file} />
    </>
  );
}

/** The one line to run. */
export function RunStep({ platform }: Props) {
  if (!platform) return <NoPlatform platform={platform} />;
  return (
    <>
      <p>{message(HOW_TO_RUN[platform.system])}</p>
      <Copyable text={installCommand(fileFor(platform), platform)} />
      <p class="hint">{message('guide_run_choose')}</p>
    </>
  );
}

function Checksum({ file: { sha256 } }: { file: HelperFile }) {
  if (sha256 === null) return <p class="hint">{message('guide_checksum_elsewhere')}</p>;
  return (
    <>
      <p class="hint">{message('guide_checksum')}</p>
      <Copyable text={sha256} />
    </>
  );
}

function Copyable({ text }: { text: string }) {
  const id = useId();
  return (
    <div class="copyable">
      <code id={id} class="technical" dir="ltr">
        {text}
      </code>
      <CopyButton text={text} quiet describedBy={id} />
    </div>
  );
}

function NoPlatform({ platform }: Props) {
  return platform === null ? <p class="warning">{message('guide_no_platform')}</p> : null;
}

function fileFor(platform: Platform): HelperFile {
  return helperFile(browser.runtime.getManifest().version, platform);
}
