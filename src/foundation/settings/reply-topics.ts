/** The prefix of `BrokerClient`'s reply topics. */
export const clientReplies = 'seamline-replies-';
/** Topics that answers may go to by default. */
export const defaultReplyTopics: readonly string[] = [`${clientReplies}*`];
/** A topic's name, or a prefix that ends in `*`. A bare `*` would open every topic to strangers. */
export const replyTopicPattern = /^[A-Za-z][\w.-]{0,200}\*?$/;
