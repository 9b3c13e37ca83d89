/** A BatchScope that surrounds each insert of predictions. */
export const INSERT_SCOPE = Symbol('InsertScope');
