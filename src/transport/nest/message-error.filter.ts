import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

/** Passes a handler's error to BrokerStrategy unchanged, where Nest would replace it by "Internal server error". */
@Catch()
export class MessageErrorFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
