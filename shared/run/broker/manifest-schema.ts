import { z } from 'zod';
import { readDuration } from './durations.ts';
import type { Filter } from './filter.ts';

const attributeName = z.string().regex(/^[a-z][a-z0-9]*$/);
const attributeValue = z.string('an attribute value has to be a string: put it in quotes');
const keys = {
  error: ({ code }: { readonly code?: string | undefined }) =>
    code === 'invalid_key' ? 'an attribute name is lower-case letters and digits, a letter first' : undefined,
};
const oldAttributes = z.record(attributeName, attributeValue, keys);
const attributes = z
  .record(attributeName, attributeValue.min(1, 'the value may not be empty here'), keys)
  .refine((map) => Object.keys(map).length > 0, 'names no attribute');

const NO_CESQL =
  'CESQL is not taken: an expression that gives no boolean crashes the filter of a real Broker on every ' +
  'delivery; write it with exact, prefix, suffix, all, any and not';
const ONE_DIALECT = 'a filter has exactly one of exact, prefix, suffix, all, any, not';

const filter: z.ZodType<Filter> = z.lazy(() =>
  z.record(z.string(), z.unknown()).transform((raw, context): Filter => {
    const refuse = (message: string, path: PropertyKey[] = []): Filter => {
      context.addIssue({ code: 'custom', message, path });
      return z.NEVER;
    };
    const read = <T>(dialect: string, schema: z.ZodType<T>, use: (value: T) => Filter): Filter => {
      const parsed = schema.safeParse(raw[dialect]);
      if (parsed.success) return use(parsed.data);
      for (const issue of parsed.error.issues) {
        context.addIssue({ code: 'custom', message: issue.message, path: [dialect, ...issue.path] });
      }
      return z.NEVER;
    };
    const dialects = Object.keys(raw);
    const dialect = dialects[0];
    if (dialects.includes('cesql')) return refuse(NO_CESQL, ['cesql']);
    if (dialect === undefined || dialects.length > 1) return refuse(ONE_DIALECT);
    switch (dialect) {
      case 'exact':
      case 'prefix':
      case 'suffix':
        return read(dialect, attributes, (value) => ({ dialect, attributes: value }));
      case 'all':
      case 'any':
        return read(dialect, z.array(filter).min(1, 'holds no filter'), (value) => ({
          dialect,
          filters: value,
        }));
      case 'not':
        return read(dialect, filter, (value) => ({ dialect, filter: value }));
      default:
        return refuse(`the filter dialect ${dialect} is not known; ${ONE_DIALECT}`, [dialect]);
    }
  }),
);

const duration = z.string().transform((text, context) => {
  const ms = readDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue({
    code: 'custom',
    message: `${text} is no ISO 8601 duration of weeks, days, hours, minutes and seconds, such as PT0.2S`,
  });
  return z.NEVER;
});

const reference = z.strictObject({
  apiVersion: z.string().optional(),
  group: z.string().optional(),
  kind: z.string().min(1),
  name: z.string().min(1),
  namespace: z.string().min(1).optional(),
  address: z.string().optional(),
});

const destination = z
  .strictObject({
    ref: reference.optional(),
    uri: z.string().min(1).optional(),
    CACerts: z.string().optional(),
    audience: z.string().optional(),
  })
  .superRefine(({ ref, uri }, context) => {
    if (ref === undefined && uri === undefined) {
      context.addIssue({ code: 'custom', message: 'needs a ref, a uri, or both' });
    }
    if (ref === undefined && uri !== undefined && !/^https?:\/\/[^/]/.test(uri)) {
      context.addIssue({
        code: 'custom',
        path: ['uri'],
        message: 'without a ref, the uri has to be absolute',
      });
    }
    if (uri !== undefined && /^[a-z]+:\/\/[^/]*@/i.test(uri)) {
      context.addIssue({ code: 'custom', path: ['uri'], message: 'the uri may not hold a user or password' });
    }
    if (ref !== undefined && uri !== undefined && /^[a-z][a-z0-9+.-]*:/i.test(uri)) {
      context.addIssue({
        code: 'custom',
        path: ['uri'],
        message: 'beside a ref, the uri has to be relative',
      });
    }
  });

const delivery = z.strictObject({
  deadLetterSink: destination.optional(),
  retry: z.int().min(0).optional(),
  timeout: duration.refine((ms) => ms > 0, 'the timeout has to be longer than nothing').optional(),
  backoffPolicy: z.enum(['linear', 'exponential']).optional(),
  backoffDelay: duration.optional(),
  retryAfterMax: duration.optional(),
  format: z.enum(['json', 'binary']).optional(),
});

const metadata = z.object({ name: z.string().min(1), namespace: z.string().min(1).optional() });

/** A Broker (eventing.knative.dev/v1) as far as the embedded broker heeds it; its class and channel are not looked at. */
export const brokerSchema = z.object({
  metadata,
  spec: z.strictObject({ config: z.unknown(), delivery: delivery.optional() }).partial().optional(),
});

/** A Trigger (eventing.knative.dev/v1); a field that the embedded broker does not heed is refused, not skipped. */
export const triggerSchema = z.object({
  metadata,
  spec: z.strictObject({
    broker: z.string().min(1),
    filter: z.strictObject({ attributes: oldAttributes.optional() }).optional(),
    filters: z.array(filter).optional(),
    subscriber: destination,
    delivery: delivery.optional(),
  }),
});

/** A delivery as written in a manifest, its durations in milliseconds. */
export type WrittenDelivery = z.infer<typeof delivery>;
export type WrittenTrigger = z.infer<typeof triggerSchema>;
