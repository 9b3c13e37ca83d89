import { Controller, Get, Post, Res } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { abort, type Decision, promote, rollBack, beginCanary, beginShadow, swapTo } from './decisions.js';
import { ModelViewsService } from './model-views.service.js';
import { getModelReport } from './report.contract.js';
import type { RolloutReport } from './report.schema.js';
import { ReportService } from './report.service.js';
import * as contracts from './rollout.contract.js';
import type { Decided, ModelView } from './rollout.schema.js';
import { RolloutService } from './rollout.service.js';

interface Reply {
  status(code: number): Reply;
}

type OfModel = InputOf<typeof contracts.getModel>;
type OfVersion = InputOf<typeof contracts.swapModel>;
type OfDecision = InputOf<typeof contracts.abortTrial>;

/** Shows the models, and changes which of their versions answers. */
@Tag('models')
@Controller('models')
export class RolloutController {
  constructor(
    private readonly rollout: RolloutService,
    private readonly views: ModelViewsService,
    private readonly reports: ReportService,
  ) {}

  @Get()
  @Contract(contracts.listModels)
  all(): Promise<ModelView[]> {
    return this.views.all();
  }

  @Get(':name')
  @Contract(contracts.getModel)
  one(@Input() { params: { name } }: OfModel): Promise<ModelView> {
    return this.views.one(name);
  }

  @Get(':name/report')
  @Contract(getModelReport)
  report(@Input() { params: { name }, query }: InputOf<typeof getModelReport>): Promise<RolloutReport> {
    return this.reports.of(name, query);
  }

  @Post(':name/swap')
  @Contract(contracts.swapModel)
  swap(@Input() { params, body }: OfVersion, @Res({ passthrough: true }) reply: Reply): Promise<Decided> {
    return this.decide({ params, body }, swapTo(body.version), reply);
  }

  @Post(':name/roll-back')
  @Contract(contracts.rollBackModel)
  rollBack(@Input() input: OfDecision, @Res({ passthrough: true }) reply: Reply): Promise<Decided> {
    return this.decide(input, rollBack, reply);
  }

  @Post(':name/canary')
  @Contract(contracts.startCanary)
  canary(
    @Input() { params, body }: InputOf<typeof contracts.startCanary>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Decided> {
    return this.decide({ params, body }, beginCanary(body.version, body.percent), reply);
  }

  @Post(':name/shadow')
  @Contract(contracts.startShadow)
  shadow(@Input() { params, body }: OfVersion, @Res({ passthrough: true }) reply: Reply): Promise<Decided> {
    return this.decide({ params, body }, beginShadow(body.version), reply);
  }

  @Post(':name/promote')
  @Contract(contracts.promoteModel)
  promote(@Input() input: OfDecision, @Res({ passthrough: true }) reply: Reply): Promise<Decided> {
    return this.decide(input, promote, reply);
  }

  @Post(':name/abort')
  @Contract(contracts.abortTrial)
  abort(@Input() input: OfDecision, @Res({ passthrough: true }) reply: Reply): Promise<Decided> {
    return this.decide(input, abort, reply);
  }

  private async decide(
    { params: { name }, body: { revision } }: OfDecision,
    decision: Decision,
    reply: Reply,
  ): Promise<Decided> {
    const decided = await this.rollout.decide(name, decision, revision);
    if (!decided.applied) reply.status(202);
    return decided;
  }
}
