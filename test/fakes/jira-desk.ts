/** An issue as it stands: `fields` are those that it was created with. */
export interface CreatedIssue {
  readonly id: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly created: Date;
  /** Name of its status. */
  readonly status: string;
  readonly resolution?: string | undefined;
  readonly closedAt?: Date | undefined;
}

/** A comment that was added. */
export interface AddedComment {
  readonly id: string;
  /** Key of its issue. */
  readonly issue: string;
  readonly body: unknown;
  readonly created: Date;
}

/** A status and the category that it belongs to, by the keys that are the same in every Jira. */
export interface Status {
  readonly name: string;
  readonly category: 'new' | 'indeterminate' | 'done';
}

export interface Transition {
  readonly id: string;
  readonly name: string;
  /** Name of the status that it leads to. */
  readonly to: string;
}

/** How the index of a search is behind: for so many searches, or for so long, after an issue was created. */
export interface IndexLag {
  readonly searches?: number;
  readonly milliseconds?: number;
}

export interface DeskOptions {
  readonly now: () => Date;
  readonly lag: IndexLag;
  readonly transitions: readonly Transition[];
}

const STATUSES: readonly Status[] = [
  { name: 'To Do', category: 'new' },
  { name: 'In Progress', category: 'indeterminate' },
  { name: 'Done', category: 'done' },
];

/** What a Jira without a workflow of its own offers from every status. */
export const TRANSITIONS: readonly Transition[] = [
  { id: '11', name: 'To Do', to: 'To Do' },
  { id: '21', name: 'Start', to: 'In Progress' },
  { id: '31', name: 'Done', to: 'Done' },
];

/** Everything that stands in a Jira, with an index for searches that is behind. */
export function jiraDesk({ now, lag, transitions }: DeskOptions) {
  const issues: CreatedIssue[] = [];
  const comments: AddedComment[] = [];
  const moves: { issue: string; transition: string }[] = [];
  const effects: string[] = [];
  /** How many searches an issue was left out of. */
  const missed = new Map<string, number>();
  let created = 0;

  const find = (idOrKey: string) => issues.find(({ id, key }) => id === idOrKey || key === idOrKey);
  const change = (key: string, part: Partial<CreatedIssue>) => {
    const index = issues.findIndex((issue) => issue.key === key);
    const before = issues[index];
    if (before) issues[index] = { ...before, ...part };
  };
  const moveTo = (key: string, status: string, resolution: string) => {
    const closed = statusOf(status).category === 'done';
    change(key, {
      status,
      resolution: closed ? resolution : undefined,
      closedAt: closed ? now() : undefined,
    });
  };
  const indexed = (issue: CreatedIssue): boolean => {
    const left = missed.get(issue.id) ?? 0;
    if (left < (lag.searches ?? 0)) {
      missed.set(issue.id, left + 1);
      return false;
    }
    return now().getTime() - issue.created.getTime() >= (lag.milliseconds ?? 0);
  };

  return {
    issues,
    comments,
    moves,
    effects,
    transitions,
    find,
    create: (project: string, fields: Readonly<Record<string, unknown>>): CreatedIssue => {
      created += 1;
      const names = { id: String(9_999 + created), key: `${project}-${created}` };
      const issue: CreatedIssue = { ...names, fields, created: now(), status: 'To Do' };
      issues.push(issue);
      effects.push(`created ${issue.key}`);
      return issue;
    },
    comment: (issue: string, body: unknown): AddedComment => {
      const comment = { id: String(20_000 + comments.length), issue, body, created: now() };
      comments.push(comment);
      effects.push(`commented ${issue}`);
      return comment;
    },
    move: (issue: string, { name, to }: Transition) => {
      moves.push({ issue, transition: name });
      effects.push(`moved ${issue} to ${to}`);
      moveTo(issue, to, 'Done');
    },
    /** Newest first; an issue that is `reconciled` is looked at itself, whatever the index says. */
    search: (project: string, label: string, reconciled: readonly number[]): CreatedIssue[] =>
      issues
        .filter(({ key, fields }) => key.startsWith(`${project}-`) && labelsOf(fields).includes(label))
        .filter((issue) => indexed(issue) || reconciled.includes(Number(issue.id)))
        .reverse(),
    /** What people do by hand. */
    people: {
      close: (key: string, resolution = 'Done') => moveTo(key, 'Done', resolution),
      remove: (key: string) =>
        void issues.splice(
          issues.findIndex((issue) => issue.key === key),
          1,
        ),
      edit: (key: string, fields: Readonly<Record<string, unknown>>) =>
        change(key, { fields: { ...find(key)?.fields, ...fields } }),
    },
  };
}

export type JiraDesk = ReturnType<typeof jiraDesk>;

/** The status of that name. */
export function statusOf(name: string): Status {
  return STATUSES.find((status) => status.name === name) ?? { name, category: 'indeterminate' };
}

function labelsOf({ labels }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(labels) ? labels : [];
}
