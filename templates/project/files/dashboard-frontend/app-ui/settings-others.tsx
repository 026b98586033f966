'use client';
/** What somebody else saved while this form was open: what they changed, and where both changed the same, a choice. */
import type { Settings, SettingValue } from '../api/answers.ts';
import { Button } from '../components/button.tsx';
import { Row } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { labelOf, settingText } from './setting-fields.ts';
import type { Change, Conflict } from './settings-draft.ts';

interface Props {
  conflicts: readonly Conflict[];
  changes: readonly Change[];
  /** What is typed now: it says which side of a conflict was chosen. */
  typed: Settings;
  choose: (name: string, value: SettingValue) => void;
}

const quoted = (value: SettingValue): string => (settingText(value) === '' ? 'empty' : `“${settingText(value)}”`);

export function OthersSaved({ conflicts, changes, typed, choose }: Props) {
  return (
    <Notice tone="warn" title="Somebody else has saved meanwhile" live>
      <p>
        Nothing of yours was saved yet, and nothing of theirs is lost. What you typed stands on top of what they saved: look, then save.
      </p>
      {changes.length > 0 ? (
        <ul>
          {changes.map(({ name, before, now }) => (
            <li key={name}>
              They changed {labelOf(name)} from {quoted(before)} to {quoted(now)}. It stays.
            </li>
          ))}
        </ul>
      ) : null}
      {conflicts.map(({ name, mine, theirs }) => (
        <div key={name}>
          <p>
            You both changed {labelOf(name)}: theirs is {quoted(theirs)}, yours is {quoted(mine)}.
          </p>
          <Row>
            <Button tone="secondary" aria-pressed={name in typed} onClick={() => choose(name, mine)}>
              Keep mine: {quoted(mine)}
            </Button>
            <Button tone="secondary" aria-pressed={!(name in typed)} onClick={() => choose(name, theirs)}>
              Take theirs: {quoted(theirs)}
            </Button>
          </Row>
        </div>
      ))}
    </Notice>
  );
}
