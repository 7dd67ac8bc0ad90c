import { PosternError } from './postern-error.ts'

/** The gateway answered, but not in the shape that was agreed. `what` names the part, never its value. */
export const unreadable = (what: string): PosternError =>
  new PosternError('ANSWER_UNREADABLE', { cause: new TypeError(`expected ${what}`) })
