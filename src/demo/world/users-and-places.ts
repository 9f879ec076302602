import type { DemoWorld } from './world.ts';

/** Adds the users of every world; their passwords are valid on the simulated server only. */
export function addUsers(world: DemoWorld): void {
  world.addUser({ login: 'admin', password: 'changeme', firstname: 'Admin', admin: true });
  world.addUser({
    login: 'anna',
    password: 'anna-secret',
    token: 'anna-token-0123456789ab',
    firstname: 'Anna',
    roles: ['Remote Execution Manager'],
  });
  world.addUser({ login: 'viewer', password: 'viewer-secret', roles: ['Viewer'] });
  world.addUser({ login: 'ruser', password: 'ruser-secret', roles: ['Remote Execution User'] });
  world.addUser({
    login: 'gone',
    password: 'gone-secret',
    disabled: true,
    roles: ['Remote Execution User'],
  });
}

/** Adds organizations and locations. */
export function addPlaces(world: DemoWorld): void {
  const acme = world.addOrganization('Acme');
  world.addOrganization('Web', acme);
  const europe = world.addLocation('Europe');
  world.addLocation('Berlin', europe);
}
