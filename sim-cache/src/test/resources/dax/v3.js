// @amazon-dax-sdk/lib-dax, for the AWS SDK for JavaScript v3: argument is the cluster's URL.
const assert = require('assert');
const { DaxDocument } = require('@amazon-dax-sdk/lib-dax');

const doc = new DaxDocument({
  endpoint: process.argv[2],
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const TableName = 'Things';
const key = (pk, sk) => ({ pk, sk });

async function main() {
  const whole = { pk: 'p', sk: 1.5, text: 't', flag: true, none: null, list: [1, { deep: 'x' }], n: 42 };
  await doc.put({ TableName, Item: whole });
  assert.deepStrictEqual((await doc.get({ TableName, Key: key('p', 1.5) })).Item, whole);
  assert.deepStrictEqual(
    (await doc.get({ TableName, Key: key('p', 1.5), ProjectionExpression: 'list[1].deep, n' })).Item,
    { list: [{ deep: 'x' }], n: 42 });
  const updated = await doc.update({
    TableName, Key: key('p', 1.5),
    UpdateExpression: 'SET n = n + :one', ExpressionAttributeValues: { ':one': 1 }, ReturnValues: 'ALL_NEW',
  });
  assert.strictEqual(updated.Attributes.n, 43);
  await doc.batchWrite({ RequestItems: { Things: [2, 3, 4].map(sk => ({ PutRequest: { Item: { pk: 'p', sk, v: 'v' + sk } } })) } });
  const found = await doc.query({
    TableName, KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b',
    ExpressionAttributeValues: { ':p': 'p', ':a': 2, ':b': 3 },
  });
  assert.deepStrictEqual(found.Items.map(i => i.v), ['v2', 'v3']);
  assert.strictEqual((await doc.scan({ TableName, FilterExpression: 'attribute_exists(v)' })).Count, 3);
  const batch = await doc.batchGet({ RequestItems: { Things: { Keys: [key('p', 2), key('p', 9)] } } });
  assert.deepStrictEqual(batch.Responses.Things, [{ pk: 'p', sk: 2, v: 'v2' }]);
  await doc.transactWrite({ TransactItems: [{ Put: { TableName, Item: { pk: 't', sk: 1, v: 'x' } } }] });
  await assert.rejects(
    doc.put({ TableName, Item: key('t', 1), ConditionExpression: 'attribute_not_exists(pk)' }),
    e => String(e).includes('ConditionalCheckFailedException'));
  await doc.delete({ TableName, Key: key('t', 1) });
}

main().then(() => { console.log('all is well'); process.exit(0); }, e => { console.error(e); process.exit(1); });
