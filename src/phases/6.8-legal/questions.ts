/**
 * What only the operator knows about the business, for pages that customers, Stripe and Discord read. Only what this operator's case asks for is asked.
 */
import type { Values } from '../../core/keys.ts';
import type { Question } from '../../core/phase.ts';
import { contactIn, countryName, disputeBodyIn, inEea, linesIn, optionalPages, regions, wordsIn } from './answers.ts';
import { inviteCode } from './support-link.ts';

const isEurope = ({ soldIn }: Partial<Values>): boolean => wordsIn(soldIn).some((region) => region === 'eu' || region === 'uk');
const line = (answer: string): true | string => (answer.trim().length > 0 && answer.length <= 200) || 'one line, at most 200 characters';
const contact = (answer: string): true | string =>
  contactIn(answer) !== undefined || 'name, address and e-mail with ; between: Ann Crown; Street 1, Berlin; ann@example.com';
const someOf =
  (choices: readonly string[]) =>
  (answer: string): true | string =>
    wordsIn(answer).every((word) => choices.includes(word)) || `some of ${choices.join(', ')}`;

export const directories = ['top.gg', 'discord.bots.gg', 'discordbotlist.com'] as const;

export const questions: readonly Question[] = [
  {
    key: 'businessName',
    guide: ['6.8/1', '6.8/2'],
    ask: 'Who runs the business? Legal name, as registers and invoices have it',
    why: 'Customers must know with whom the contract is. It stands on the public legal pages; without a company it is your own name.',
    kind: 'text',
    sandbox: 'Crown & Castle GmbH',
    check: line,
  },
  {
    key: 'businessAddress',
    guide: ['6.8/2'],
    ask: 'Postal address of the business, lines with ; between',
    why: 'It stands on the public legal pages. Whoever does not want a home address there can use one that takes mail for them.',
    kind: 'text',
    sandbox: 'Street of Rehearsals 7; 10115 Berlin; Germany',
    check: (answer) =>
      (linesIn(answer).length > 0 && linesIn(answer).length <= 8 && linesIn(answer).every((part) => part.length <= 200)) ||
      'one to eight lines: Street 1; 10115 Berlin',
  },
  {
    key: 'businessCountry',
    guide: ['6.8/1'],
    ask: 'Country of the business',
    why: 'Two letters: DE, GB, US. It decides what else the law asks of the pages.',
    kind: 'text',
    default: ({ taxCountry }) => taxCountry?.slice(0, 2),
    sandbox: 'DE',
    check: (answer) => countryName(answer) !== undefined || 'two capital letters, ISO 3166: DE',
  },
  {
    key: 'businessRegister',
    ask: 'Register and number, if the business stands in one',
    kind: 'text',
    optional: true,
    sandbox: 'Amtsgericht Charlottenburg, HRB 770077',
    check: line,
  },
  {
    key: 'businessVatId',
    ask: 'VAT id, if there is one',
    kind: 'text',
    optional: true,
    when: ({ businessCountry }) => inEea(businessCountry) || businessCountry === 'GB' || businessCountry === 'CH',
    sandbox: 'DE770077077',
    check: line,
  },
  {
    key: 'businessPhone',
    ask: 'Telephone number for the pages, if you want one there',
    why: 'Traders in the EU name a way to be reached quickly besides mail; a telephone is the usual one.',
    kind: 'text',
    optional: true,
    sandbox: '+49 30 7700770',
    check: (answer) => /^[+\d][\d\s()/-]{5,30}$/.test(answer) || 'a telephone number: +49 30 1234567',
  },
  {
    key: 'soldIn',
    guide: ['6.8/2'],
    settings: [
      { id: '6.8/2:regions', says: 'Where customers live: clauses for the EU, the UK and the US appear only where they are named' },
    ],
    ask: 'Where do your customers live?',
    why: 'Some of eu, uk, us, elsewhere. Clauses about the rights of people there appear only for those that you name; Discord is everywhere.',
    kind: 'text',
    default: () => regions.join(' '),
    sandbox: 'eu uk us elsewhere',
    check: (answer) => (wordsIn(answer).length > 0 ? someOf(regions)(answer) : `some of ${regions.join(', ')}`),
  },
  {
    key: 'governingLaw',
    guide: ['6.8/1'],
    ask: 'Which law do the terms name?',
    why: 'Usually that of your country; in the US with the state: the State of Delaware, USA. Consumers keep the protection of their own country.',
    kind: 'text',
    optional: true,
    default: ({ businessCountry }) => (businessCountry && businessCountry !== 'US' ? countryName(businessCountry) : undefined),
    sandbox: 'Germany',
    check: line,
  },
  {
    key: 'disputeBody',
    guide: ['6.8/1'],
    ask: 'Do you settle disputes with consumers before a body for it?',
    why: 'none, or the name of the body and its address. Traders in some EU countries must say which; empty says nothing.',
    kind: 'text',
    optional: true,
    when: isEurope,
    default: () => 'none',
    sandbox: 'none',
    check: (answer) => disputeBodyIn(answer) !== undefined || 'none, or a name and its page: Schlichtungsstelle https://example.org',
  },
  {
    key: 'dataOfficer',
    guide: ['6.8/2'],
    settings: [{ id: '6.8/2:officer', says: 'The data protection officer, only where one was appointed' }],
    ask: 'Data protection officer, if you appointed one (name; address; e-mail)',
    why: 'Small businesses seldom have to: GDPR art. 37. Nobody is named unless you name somebody.',
    kind: 'text',
    optional: true,
    when: isEurope,
    check: contact,
  },
  {
    key: 'euRepresentative',
    ask: 'Your representative in the European Union, if you have one (name; address; e-mail)',
    why: 'GDPR art. 27 asks for one of most who sell there from outside.',
    kind: 'text',
    optional: true,
    when: ({ soldIn, businessCountry }) => wordsIn(soldIn).includes('eu') && !inEea(businessCountry),
    check: contact,
  },
  {
    key: 'ukRepresentative',
    ask: 'Your representative in the United Kingdom, if you have one (name; address; e-mail)',
    why: 'UK GDPR art. 27 asks for one of most who sell there from outside.',
    kind: 'text',
    optional: true,
    when: ({ soldIn, businessCountry }) => wordsIn(soldIn).includes('uk') && businessCountry !== 'GB',
    check: contact,
  },
  {
    key: 'minimumAge',
    guide: ['6.8/1'],
    settings: [{ id: '6.8/1:age', says: 'Users are at least 13, or as old as their country asks; editable up to 18' }],
    ask: 'How old must users be at least?',
    why: 'Discord’s own limit is 13, and higher in some countries; the pages say so.',
    kind: 'text',
    default: () => '13',
    sandbox: '13',
    check: (answer) => (/^\d\d$/.test(answer) && Number(answer) >= 13 && Number(answer) <= 18) || 'a number from 13 to 18',
  },
  {
    key: 'legalPages',
    ask: 'Which optional pages do you want?',
    why: 'Some of acceptable-use, dmca (for US copyright notices), community (support server), api. Only switch on what you will keep to.',
    kind: 'text',
    optional: true,
    sandbox: 'acceptable-use community',
    check: someOf(Object.keys(optionalPages)),
  },
  {
    key: 'supportInvite',
    ask: 'Invitation to your support server (empty: the site names none)',
    why: 'Discord → the server → Invite People → Edit invite link: never expires, no limit of uses. Every page links to it.',
    kind: 'text',
    optional: true,
    when: ({ SUPPORT_GUILD_ID }) => SUPPORT_GUILD_ID !== undefined && SUPPORT_GUILD_ID !== '',
    sandbox: 'https://discord.gg/kingdom77',
    check: (answer) => inviteCode(answer) !== undefined || 'the whole address: https://discord.gg/abcdefgh',
  },
  {
    key: 'listings',
    ask: 'In which directories shall the bot stand?',
    why: `Some of ${directories.join(', ')}; empty for none. None has an API for it: k77 writes the texts, you paste them.`,
    kind: 'text',
    optional: true,
    sandbox: directories.join(' '),
    check: someOf(directories),
  },
];
