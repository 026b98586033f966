import type { RenderedDocument } from '@k77/legal';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Page, Soft, Stack } from '../../../components/layout.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { Prose } from '../../../components/prose.tsx';
import { CookieSettings } from '../../../consent/cookie-settings.tsx';
import { purposes } from '../../../consent/purposes.ts';
import { legalDocuments } from '../../../site/legal-facts.ts';
import { Clause } from '../blocks.tsx';
import styles from '../legal.module.css';

interface Props {
  params: Promise<{ document: string }>;
}

async function find(params: Props['params']): Promise<RenderedDocument> {
  const { document } = await params;
  return legalDocuments.find(({ id }) => id === document) ?? notFound();
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title, about } = await find(params);
  return { title, description: about };
}

export default async function LegalPage({ params }: Props) {
  const { id, title, about, version, effective, sections } = await find(params);
  return (
    <Page>
      <Stack>
        <PageHeader title={title}>{about}</PageHeader>
        <Soft small>
          Version {version}, in force from <time dateTime={effective}>{dateOf(effective)}</time>
        </Soft>
        <div className={styles.frame}>
          <nav className={styles.contents} aria-label="On this page">
            <h2>On this page</h2>
            <ol>
              {sections.map((section) => (
                <li key={section.id}>
                  <a href={`#${section.id}`}>{section.title}</a>
                </li>
              ))}
            </ol>
          </nav>
          <Prose>
            {sections.map((section) => (
              <section key={section.id} aria-labelledby={section.id}>
                <h2 id={section.id}>{section.title}</h2>
                {section.clauses.map((clause) => (
                  <Clause key={clause.id} clause={clause} />
                ))}
                {id === 'cookies' && section.id === 'settings' && purposes.length > 0 ? (
                  <p>
                    <CookieSettings>Open the cookie settings</CookieSettings>
                  </p>
                ) : null}
              </section>
            ))}
          </Prose>
        </div>
      </Stack>
    </Page>
  );
}

function dateOf(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));
}
