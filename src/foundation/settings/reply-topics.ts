/** How the reply topics of `BrokerClient` begin. */
export const clientReplies = 'seamline-replies-';
/** Topics that answers may go to by default. */
export const defaultReplyTopics: readonly string[] = [`${clientReplies}*`];
/** A topic's name, or the beginning of one with `*` behind it. A bare `*` would hand every topic to strangers. */
export const replyTopicPattern = /^[A-Za-z][\w.-]{0,200}\*?$/;
