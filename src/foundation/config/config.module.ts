import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from './config.js';

/** Injects the whole configuration; take the section you need and pass that on. */
export const CONFIG = Symbol('Config');

@Module({})
export class ConfigModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
