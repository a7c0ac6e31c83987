import { isPopup, openInTab } from '../../frame/place.ts';
import { message } from '../../messages.ts';

/**
 * Chooses a file. A popup closes when the browser's dialog takes the focus, so there the view is
 * opened in a tab first.
 */
export function FileChoice({ onFile }: { onFile: (file: File) => void }) {
  if (isPopup()) {
    return (
      <button type="button" class="button" onClick={() => void openInTab('import')}>
        {message('import_file_in_tab')}
      </button>
    );
  }
  return (
    <label class="button file-choice">
      {message('import_file')}
      <input
        type="file"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file) onFile(file);
          // The same file may be chosen again after it was changed.
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
