/** Phase 6.8: who runs the business, for the legal pages, and what is told of them elsewhere. */
import type { KeyInfo } from './key-info.ts';

const answer = { owner: 'operator', phase: '6.8', kept: 'answers', services: [] } as const;
const fact = { owner: 'k77', phase: '6.8', kept: 'values', services: [] } as const;

export const legalKeys = {
  businessName: { ...answer, about: 'Legal name of whoever runs the bot' },
  businessAddress: { ...answer, about: 'Postal address of the business, lines with ; between' },
  businessCountry: { ...answer, about: 'Country of the business, ISO 3166-1 alpha-2' },
  businessRegister: { ...answer, optional: true, about: 'Register and number of the business, where there is one' },
  businessVatId: { ...answer, optional: true, about: 'VAT id of the business, where there is one' },
  businessPhone: { ...answer, optional: true, about: 'Telephone of the business, for the imprint' },
  soldIn: { ...answer, about: 'Where customers live: some of eu, uk, us, elsewhere' },
  governingLaw: { ...answer, optional: true, about: 'The law that the terms name: Germany, the State of Delaware, USA' },
  disputeBody: { ...answer, optional: true, about: 'Body for settling disputes with consumers, or none' },
  dataOfficer: { ...answer, optional: true, about: 'Data protection officer, where one was appointed: name; address; e-mail' },
  euRepresentative: { ...answer, optional: true, about: 'Representative in the European Union: name; address; e-mail' },
  ukRepresentative: { ...answer, optional: true, about: 'Representative in the United Kingdom: name; address; e-mail' },
  minimumAge: { ...answer, about: 'Youngest age of users: 13 to 18' },
  legalPages: { ...answer, optional: true, about: 'Optional pages: some of acceptable-use, dmca, community, api' },
  listings: { ...answer, optional: true, about: 'Directories of bots: some of top.gg, discord.bots.gg, discordbotlist.com' },
  supportInvite: { ...answer, optional: true, about: 'Invitation to the support server that the site links to: https://discord.gg/…' },
  BUSINESS_DETAILS: { ...fact, about: 'Fingerprint of the details on the legal pages' },
  PROCESSORS: { ...fact, about: 'Fingerprint of the companies that the privacy policy names' },
  SUPPORT_LINK: { ...fact, about: 'Fingerprint of the link to the support server' },
  BOT_LISTING: { ...fact, about: 'Fingerprint of the texts for directories of bots' },
} as const satisfies Record<string, KeyInfo>;
