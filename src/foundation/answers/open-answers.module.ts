import { Global, Module } from '@nestjs/common';
import { OpenAnswers } from './open-answers.js';

/** One count for all endpoints of the application. */
@Global()
@Module({ providers: [OpenAnswers], exports: [OpenAnswers] })
export class OpenAnswersModule {}
