/**
 * `goesDirect` of `storage/site-rules.ts` in a PAC script's words, over its variables `rules` and
 * `kept`. What goes wrong in it fails the request: the script is mandatory.
 */
export const PAC_GOES_DIRECT = `function isListed(host, sites) {
  for (var name = host; ; name = name.substring(name.indexOf('.') + 1)) {
    if (sites.indexOf(name) !== -1) return true;
    if (name.indexOf('.') === -1) return false;
  }
}
function goesDirect(host) {
  var name = host.toLowerCase().replace(/\\.+$/, '');
  var sites = rules.mode === 'only' ? rules.only : rules.never;
  if (name === '' || sites.length === 0 || kept.indexOf(name) !== -1) return false;
  return isListed(name, sites) === (rules.mode === 'all-but');
}`;
