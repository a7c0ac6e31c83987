import { message } from '../../messages.ts';

/** Saves a text as a file, where the browser saves downloads. */
export function SaveButton({ text, fileName }: { text: string; fileName: string }) {
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
    link.download = fileName;
    link.click();
    // The browser has read it by the time it asks where to.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  return (
    <button type="button" class="button" onClick={save}>
      {message('export_save')}
    </button>
  );
}
