export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly item: string;
  readonly quantity: number;
}
