/** Things as the Admin API words them. What is false or empty is left out, as protobuf does. */
import type { Account, Json, Property, Stream } from './model.ts';

export function propertyShown(one: Property): Json {
  return {
    name: `properties/${one.id}`,
    parent: `accounts/${one.account}`,
    account: `accounts/${one.account}`,
    propertyType: 'PROPERTY_TYPE_ORDINARY',
    serviceLevel: 'GOOGLE_ANALYTICS_STANDARD',
    displayName: one.displayName,
    ...(one.industryCategory === undefined ? {} : { industryCategory: one.industryCategory }),
    timeZone: one.timeZone,
    currencyCode: one.currencyCode,
    createTime: time(one.created),
    updateTime: time(one.updated),
  };
}

export function summaryShown(one: Account, properties: readonly Property[]): Json {
  const own = properties.filter(({ account, trashed }) => account === one.id && !trashed);
  return {
    name: `accountSummaries/${one.id}`,
    account: `accounts/${one.id}`,
    displayName: one.title,
    ...(own.length === 0
      ? {}
      : {
          propertySummaries: own.map(({ id, displayName }) => ({
            property: `properties/${id}`,
            displayName,
            propertyType: 'PROPERTY_TYPE_ORDINARY',
            parent: `accounts/${one.id}`,
          })),
        }),
  };
}

export function sharingShown({ id, sharing }: Account): Json {
  return {
    name: `accounts/${id}/dataSharingSettings`,
    ...(sharing.support ? { sharingWithGoogleSupportEnabled: true } : {}),
    ...(sharing.sales ? { sharingWithGoogleAssignedSalesEnabled: true } : {}),
    ...(sharing.products ? { sharingWithGoogleProductsEnabled: true } : {}),
    ...(sharing.others ? { sharingWithOthersEnabled: true } : {}),
  };
}

export function retentionShown({ id, retention }: Property): Json {
  return {
    name: `properties/${id}/dataRetentionSettings`,
    eventDataRetention: retention.event,
    userDataRetention: retention.user,
    ...(retention.reset ? { resetUserDataOnNewActivity: true } : {}),
  };
}

export function keyEventShown(property: Property, one: Property['keyEvents'][number]): Json {
  return {
    name: `properties/${property.id}/keyEvents/${one.id}`,
    eventName: one.eventName,
    createTime: time(one.created),
    deletable: true,
    ...(one.eventName === 'purchase' ? {} : { custom: true }),
    countingMethod: one.countingMethod,
  };
}

export function streamShown(one: Stream): Json {
  return {
    name: streamName(one),
    type: 'WEB_DATA_STREAM',
    displayName: one.displayName,
    createTime: time(one.created),
    updateTime: time(one.updated),
    webStreamData: { measurementId: one.measurementId, defaultUri: one.uri },
  };
}

export function secretShown(stream: Stream, { id, displayName, $value }: Stream['secrets'][number]): Json {
  return { name: `${streamName(stream)}/measurementProtocolSecrets/${id}`, displayName, secretValue: $value };
}

function streamName({ property, id }: Stream): string {
  return `properties/${property}/dataStreams/${id}`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
