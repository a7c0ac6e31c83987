/**
 * The gate of `public/icons/icon.svg`. Drawn here and in `index.html`: a picture would be a document
 * of its own, fetched and begun before the first paint.
 */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 128 128" width="32" height="32" aria-hidden="true">
      <rect class="mark-ground" width="128" height="128" rx="28" />
      <path class="mark-gate" d="M20 24h88v16H20z" />
      <path class="mark-gate" d="M28 48h72v56H84V80a20 20 0 0 0-40 0v24H28z" />
    </svg>
  );
}
