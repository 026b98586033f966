/** Documents that `legal.pages` in `site.config.json` switches on. */
import type { LegalDocument } from '../clause.ts';
import { count, line, list, mail, para, table } from '../text.ts';
import { changeBlocks, pages } from './parts.ts';

export const acceptableUse: LegalDocument = {
  id: 'acceptable-use',
  title: 'Acceptable Use Policy',
  about: ({ project }) => `What ${project} may not be used for.`,
  when: ({ legal }) => legal.pages.acceptableUse,
  sections: [
    {
      id: 'rules',
      title: 'What is not allowed',
      clauses: [
        {
          id: 'acceptable-use.people',
          text: () => [
            para`Against people:`,
            list(
              line`threats, stalking, hatred against groups, and calls for violence;`,
              line`anything that sexualises or endangers children; we report it to the authorities;`,
              line`publishing what others keep private, and pretending to be somebody else.`,
            ),
          ],
        },
        {
          id: 'acceptable-use.deceit',
          text: () => [
            para`Deceit:`,
            list(
              line`giveaways whose prize does not exist, or that ask for money, passwords or private data to take part;`,
              line`phishing, malware, and links that hide where they lead;`,
              line`unsolicited advertising, chain messages, and accounts made to enter a giveaway more than once.`,
            ),
          ],
        },
        {
          id: 'acceptable-use.systems',
          text: ({ mailboxes }) => [
            para`Against systems:`,
            list(
              line`getting around limits, logins or payment;`,
              line`loads that disturb others, and automated use of the website beyond ordinary visits;`,
              line`attacks and searches for weak points without our consent. Ask first, at ${mail(mailboxes.contact)}; we are glad of honest reports.`,
            ),
          ],
        },
      ],
    },
    {
      id: 'consequences',
      title: 'What happens then',
      clauses: [
        {
          id: 'acceptable-use.consequences',
          text: ({ mailboxes }) => [
            para`Depending on how grave it is we warn, remove content, or block a server or an account, and we say why. The ${pages.terms} say how you can object. Report violations to ${mail(mailboxes.contact)}.`,
          ],
        },
        {
          id: 'acceptable-use.changes',
          claims: ({ legal }) => [`notice:${legal.noticeDays}`],
          text: (facts) => changeBlocks(facts, 'this policy'),
        },
      ],
    },
  ],
};

export const dmca: LegalDocument = {
  id: 'dmca',
  title: 'Copyright Policy',
  about: ({ project }) => `How to tell ${project} that something infringes your copyright.`,
  when: ({ legal }) => legal.pages.dmca,
  sections: [
    {
      id: 'notice',
      title: 'Notices',
      clauses: [
        {
          id: 'dmca.agent',
          when: ({ legal }) => legal.dmcaAgent !== undefined,
          claims: () => ['dmca-agent'],
          text: ({ legal: { dmcaAgent: agent } }) =>
            agent === undefined
              ? []
              : [
                  para`Our agent for notices under 17 U.S.C. § 512(c):`,
                  list(
                    [agent.name],
                    agent.address === undefined ? undefined : [agent.address],
                    agent.email === undefined ? undefined : [mail(agent.email)],
                    agent.phone === undefined ? undefined : [agent.phone],
                  ),
                ],
        },
        {
          id: 'dmca.contact',
          when: ({ legal }) => legal.dmcaAgent === undefined,
          text: ({ mailboxes }) => [para`Send notices to ${mail(mailboxes.contact)}.`],
        },
        {
          id: 'dmca.notice',
          text: () => [
            para`A notice needs`,
            list(
              line`your name, address, telephone number and e-mail address;`,
              line`the work that is infringed, and where the infringing content is;`,
              line`the statement that you believe in good faith that the use is not allowed by the owner, an agent or the law;`,
              line`the statement that the notice is accurate and, under penalty of perjury, that you are the owner or may act for them;`,
              line`your signature; typing your name is enough.`,
            ),
          ],
        },
      ],
    },
    {
      id: 'after',
      title: 'What happens then',
      clauses: [
        {
          id: 'dmca.removal',
          text: () => [
            para`We remove what a complete notice rightly names, or block it, and tell the person who put it there. Accounts that infringe repeatedly are closed.`,
          ],
        },
        {
          id: 'dmca.counter',
          text: () => [
            para`Whoever is affected can answer with a counter-notice: what was removed and where it stood; the statement, under penalty of perjury, that it was removed by mistake or misidentification; name, address and telephone number; consent to the jurisdiction of the federal court at that address, or of one in whose district we can be found if the address is outside the United States; and a signature. Unless the other side goes to court, we put the content back 10 to 14 business days after we got it.`,
          ],
        },
        { id: 'dmca.changes', claims: ({ legal }) => [`notice:${legal.noticeDays}`], text: (facts) => changeBlocks(facts, 'this policy') },
      ],
    },
  ],
};

export const community: LegalDocument = {
  id: 'community',
  title: 'Community Guidelines',
  about: ({ project }) => `How people treat each other in the support server of ${project}.`,
  when: ({ legal }) => legal.pages.community,
  sections: [
    {
      id: 'together',
      title: 'How we treat each other',
      clauses: [
        {
          id: 'community.rules',
          text: () => [
            list(
              line`Be kind. Disagree about things, not about people.`,
              line`No insults, no harassment, nothing that makes others small for who they are.`,
              line`Ask in the channel that fits, in words that others can answer.`,
              line`No advertising, and no messages to strangers that they did not ask for.`,
              line`Keep private data private, your own included. Nobody of our team asks for your password or your token.`,
              line`Discord’s own guidelines hold here as everywhere.`,
            ),
          ],
        },
        {
          id: 'community.moderation',
          text: ({ mailboxes }) => [
            para`Moderators may delete messages, and mute or remove people who do not keep to this. They say why. If you think that they were wrong, write to ${mail(mailboxes.support)}; somebody else decides then, where there is somebody else.`,
          ],
        },
      ],
    },
  ],
};

export const api: LegalDocument = {
  id: 'api',
  title: 'API Terms',
  about: ({ project }) => `What holds for programs that use the API of ${project}.`,
  when: ({ legal }) => legal.pages.api,
  sections: [
    {
      id: 'use',
      title: 'Use of the API',
      clauses: [
        {
          id: 'api.about',
          text: ({ domain }) => [
            para`The API at api.${domain} serves this website. Where you use it with a program of your own, these terms hold besides the ${pages.terms}.`,
          ],
        },
        {
          id: 'api.limits',
          claims: ({ rateLimits: { requests, windowSeconds } }) => [
            `rate-limit:${requests.free}-${requests.basic}-${requests.premium}-${requests.admin}/${windowSeconds}`,
          ],
          text: ({ rateLimits: { requests, windowSeconds } }) => [
            table(
              `Requests in ${count(windowSeconds, 'second')}`,
              ['Who', 'Requests'],
              [
                ['Without a login, or free', String(requests.free)],
                ['Logged in', String(requests.basic)],
                ['With Premium', String(requests.premium)],
              ],
            ),
            para`Answers carry headers with what is left. After the answer 429 wait as long as its header Retry-After says. Logins, refunds and exports have lower limits of their own.`,
          ],
        },
        {
          id: 'api.conduct',
          text: () => [
            list(
              line`Act only for yourself, or for people who agreed to it, and never ask them for their cookies or tokens.`,
              line`Name your program in the header User-Agent, with a way to reach you.`,
              line`Keep data no longer than your purpose needs, and delete them when their owner asks.`,
              line`Do not copy the service as a whole, and do not collect data about people in bulk.`,
            ),
          ],
        },
        {
          id: 'api.changes-to-api',
          text: () => [
            para`The API can change with the website, and we promise no version of it for other programs. We may block programs that harm the service or people.`,
          ],
        },
        { id: 'api.changes', claims: ({ legal }) => [`notice:${legal.noticeDays}`], text: (facts) => changeBlocks(facts, 'these terms') },
      ],
    },
  ],
};
