// amazon-dax-client, for the AWS SDK for JavaScript v2: argument is the cluster's URL.
const assert = require('assert');
const AWS = require('aws-sdk');
const AmazonDaxClient = require('amazon-dax-client');

const service = new AmazonDaxClient({
  endpoints: [process.argv[2]],
  region: 'us-east-1',
  accessKeyId: 'test',
  secretAccessKey: 'test',
});
const doc = new AWS.DynamoDB.DocumentClient({ service });
const TableName = 'Things';
const key = (pk, sk) => ({ pk, sk });

async function main() {
  const whole = { pk: 'p', sk: 1.5, text: 't', flag: true, none: null, list: [1, { deep: 'x' }], n: 42 };
  await doc.put({ TableName, Item: whole }).promise();
  assert.deepStrictEqual((await doc.get({ TableName, Key: key('p', 1.5) }).promise()).Item, whole);
  assert.deepStrictEqual((await doc.get({ TableName, Key: key('no', 1) }).promise()).Item, undefined);
  assert.deepStrictEqual(
    (await doc.get({ TableName, Key: key('p', 1.5), ProjectionExpression: 'list[1].deep, n' }).promise()).Item,
    { list: [{ deep: 'x' }], n: 42 });
  const updated = await doc.update({
    TableName, Key: key('p', 1.5),
    UpdateExpression: 'SET n = n + :one REMOVE none', ExpressionAttributeValues: { ':one': 1 },
    ReturnValues: 'UPDATED_NEW',
  }).promise();
  assert.deepStrictEqual(updated.Attributes, { n: 43 });
  await doc.batchWrite({ RequestItems: { Things: [2, 3, 4].map(sk => ({ PutRequest: { Item: { pk: 'p', sk, v: 'v' + sk } } })) } }).promise();
  const found = await doc.query({
    TableName, KeyConditionExpression: 'pk = :p AND sk > :s', FilterExpression: 'v <> :v',
    ExpressionAttributeValues: { ':p': 'p', ':s': 1.5, ':v': 'v3' },
  }).promise();
  assert.deepStrictEqual(found.Items.map(i => i.sk), [2, 4]);
  const page = await doc.scan({ TableName, Limit: 1 }).promise();
  assert.strictEqual(page.Items.length, 1);
  assert.ok((await doc.scan({ TableName, ExclusiveStartKey: page.LastEvaluatedKey }).promise()).Items.length === 3);
  const batch = await doc.batchGet({ RequestItems: { Things: { Keys: [key('p', 2), key('p', 9)] } } }).promise();
  assert.deepStrictEqual(batch.Responses.Things, [{ pk: 'p', sk: 2, v: 'v2' }]);
  await doc.transactWrite({ TransactItems: [{ Put: { TableName, Item: { pk: 't', sk: 1, v: 'x' } } }, { Delete: { TableName, Key: key('p', 2) } }] }).promise();
  const got = await doc.transactGet({ TransactItems: [{ Get: { TableName, Key: key('t', 1) } }, { Get: { TableName, Key: key('p', 2) } }] }).promise();
  assert.deepStrictEqual(got.Responses[0].Item, { pk: 't', sk: 1, v: 'x' });
  await assert.rejects(
    doc.put({ TableName, Item: key('t', 1), ConditionExpression: 'attribute_not_exists(pk)' }).promise(),
    e => e.code === 'ConditionalCheckFailedException');
  await doc.delete({ TableName, Key: key('t', 1) }).promise();
  await assert.rejects(
    doc.get({ TableName: 'Nowhere', Key: key('t', 1) }).promise(), e => e.code === 'ResourceNotFoundException');
}

main().then(() => { console.log('all is well'); process.exit(0); }, e => { console.error(e); process.exit(1); });
