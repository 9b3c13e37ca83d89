import { Body, Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { InputPipe } from '../../foundation/contract/read-input.js';
import { abort, type Decision, promote, rollBack, startCanary, startShadow, swapTo } from './decisions.js';
import { type ModelView, ModelViewsService } from './model-views.service.js';
import type { Report } from './report.js';
import { ReportService } from './report.service.js';
import { canaryFields, Change, versionField } from './rollout.docs.js';
import { modelExample, reportExample } from './rollout.examples.js';
import { canaryInput, type ReportQuery, reportQuery, versionInput } from './rollout.query.js';
import { type Decided, RolloutService } from './rollout.service.js';

type Version = z.output<typeof versionInput>;
type Canary = z.output<typeof canaryInput>;

interface Reply {
  status(code: number): Reply;
}

/** Shows the models, and changes which of their versions answers. */
@ApiTags('models')
@Controller('models')
export class RolloutController {
  constructor(
    private readonly rollout: RolloutService,
    private readonly views: ModelViewsService,
    private readonly reports: ReportService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every model and version: what it does, what runs it, what it has done' })
  @ApiOkResponse({ schema: { example: [modelExample] } })
  all(): Promise<ModelView[]> {
    return this.views.all();
  }

  @Get(':name')
  @ApiOperation({ summary: 'One model and its versions' })
  @ApiOkResponse({ schema: { example: modelExample } })
  @ApiNotFoundResponse({ description: 'There is no such model' })
  one(@Param('name') name: string): Promise<ModelView> {
    return this.views.one(name);
  }

  @Get(':name/report')
  @ApiOperation({ summary: 'How the versions have done, and what the shadow said otherwise' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', default: 100, maximum: 1000 } })
  @ApiQuery({ name: 'before', required: false, description: '`next` of the page before' })
  @ApiQuery({ name: 'since', required: false, description: 'ISO 8601; by default since the canary began' })
  @ApiQuery({ name: 'shadow', required: false, description: 'A version; by default the last one' })
  @ApiOkResponse({ schema: { example: reportExample } })
  report(
    @Param('name') name: string,
    @Query(new InputPipe(reportQuery)) query: ReportQuery,
  ): Promise<Report> {
    return this.reports.of(name, query);
  }

  @Change('swap', 'Let another version serve', versionField)
  swap(
    @Param('name') name: string,
    @Body(new InputPipe(versionInput)) { version }: Version,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Decided> {
    return this.decide(name, swapTo(version), reply);
  }

  @Change('roll-back', 'Let the version serve that served before')
  rollBack(@Param('name') name: string, @Res({ passthrough: true }) reply: Reply): Promise<Decided> {
    return this.decide(name, rollBack, reply);
  }

  @Change('canary', 'Let a version answer a share of the events, by the hash of their ids', canaryFields)
  canary(
    @Param('name') name: string,
    @Body(new InputPipe(canaryInput)) { version, percent }: Canary,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Decided> {
    return this.decide(name, startCanary(version, percent), reply);
  }

  @Change('shadow', 'Let a version predict on the same events, for comparison only', versionField)
  shadow(
    @Param('name') name: string,
    @Body(new InputPipe(versionInput)) { version }: Version,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Decided> {
    return this.decide(name, startShadow(version), reply);
  }

  @Change('promote', 'Let the canary serve, or the shadow where there is no canary')
  promote(@Param('name') name: string, @Res({ passthrough: true }) reply: Reply): Promise<Decided> {
    return this.decide(name, promote, reply);
  }

  @Change('abort', 'End canary and shadow')
  abort(@Param('name') name: string, @Res({ passthrough: true }) reply: Reply): Promise<Decided> {
    return this.decide(name, abort, reply);
  }

  private async decide(name: string, decision: Decision, reply: Reply): Promise<Decided> {
    const decided = await this.rollout.decide(name, decision);
    if (!decided.applied) reply.status(202);
    return decided;
  }
}
