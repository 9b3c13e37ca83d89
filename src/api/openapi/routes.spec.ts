import 'reflect-metadata';
import { Controller, Get, type INestApplication, Post, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Contract, Tag } from '../../foundation/contract/contract.js';
import { endpoint } from '../../foundation/contract/endpoint.js';
import { Public } from '../security/access.js';
import { openApiDocument } from './document.js';
import { routesOf } from './routes.js';

const countShoes = endpoint({
  name: 'countShoes',
  nameWithParameter: { size: 'countShoesOfSize' },
  summary: 'How many shoes there are',
  answers: { 200: z.int() },
});

@Tag('shoes')
@Controller(['shoes', 'shoes/:size'])
class Shoes {
  @Get('count')
  @Contract(countShoes)
  count() {
    return 2;
  }

  isNoRoute() {
    return true;
  }
}

@Tag('doors')
@Controller('doors')
class Doors {
  @Get()
  @Public()
  @Contract({ ...countShoes, name: 'countDoors' })
  count() {
    return 1;
  }
}

@Tag('hats')
@Controller('hats')
class WithoutContract {
  @Post()
  add() {
    return 1;
  }
}

@Controller('coats')
class WithoutTag {
  @Get()
  @Contract(countShoes)
  count() {
    return 3;
  }
}

async function routesOfController(controller: Type) {
  const module = await Test.createTestingModule({ controllers: [controller] }).compile();
  return routesOf(module as unknown as INestApplication);
}

describe('The routes of an application', () => {
  it('are found under each path of their controller, with a name for each', async () => {
    const { paths } = openApiDocument(await routesOfController(Shoes));
    expect(Object.keys(paths)).toEqual(['/shoes/count', '/shoes/{size}/count']);
    expect(paths['/shoes/count']?.['get']).toMatchObject({ operationId: 'countShoes', parameters: [] });
    expect(paths['/shoes/{size}/count']?.['get']).toMatchObject({
      operationId: 'countShoesOfSize',
      tags: ['shoes'],
      parameters: [{ name: 'size', in: 'path', required: true, schema: { type: 'string' } }],
    });
  });

  it('need a key where callers must authenticate, unless they are public', async () => {
    const routes = [...(await routesOfController(Shoes)), ...(await routesOfController(Doors))];
    const { paths, security } = openApiDocument(routes, true);
    expect(security).toEqual([{ bearer: [] }, { 'api-key': [] }]);
    expect(paths['/shoes/count']?.['get']).not.toHaveProperty('security');
    expect(paths['/doors']?.['get']).toMatchObject({ security: [] });
    expect(openApiDocument(routes).security).toContainEqual({});
  });

  it('are refused where a handler has no contract, or a controller no tag', async () => {
    await expect(routesOfController(WithoutContract)).rejects.toThrow('WithoutContract.add has no @Contract');
    await expect(routesOfController(WithoutTag)).rejects.toThrow('WithoutTag has no @Tag');
  });
});
