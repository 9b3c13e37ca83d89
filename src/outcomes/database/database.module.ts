import { Module } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { Database } from './database.js';
import { openEngine } from './open-engine.js';

@Module({
  providers: [
    {
      provide: Database,
      inject: [CONFIG],
      useFactory: async (config: Config) => Database.start(await openEngine(config.database)),
    },
  ],
  exports: [Database],
})
export class DatabaseModule {}
