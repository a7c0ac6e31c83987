/** Lets the extension talk to the helper. The person grants it when pairing begins. */
export const HELPER_PERMISSION: { permissions: 'nativeMessaging'[] } = {
  permissions: ['nativeMessaging'],
};
