/** Avatars and icons; nothing else of Discord's is shown. */
export const discordImages = 'https://cdn.discordapp.com';
