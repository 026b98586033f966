/** How `proxy.ts` tells a page its own path, so that the server can mark the link that leads to it. Never sent to browsers. */
export const pathHeader = 'x-path';
