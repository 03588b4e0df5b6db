package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentity;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentityConfig;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionWithTagsRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionWithTagsResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreatePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreatePublicKeyResponse;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeletePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeletePublicKeyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCachePolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityRequest;
import software.amazon.awssdk.services.cloudfront.model.GetCloudFrontOriginAccessIdentityResponse;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginAccessControlResponse;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetOriginRequestPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetResponseHeadersPolicyResponse;
import software.amazon.awssdk.services.cloudfront.model.KeyGroupConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.PublicKeyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.Tag;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateDistributionResponse;

/** {@code AWS::CloudFront::*}. */
final class CloudFrontTypes {
  private CloudFrontTypes() {}

  static void addTo(ResourceTypes types) {
    types.add("AWS::CloudFront::Distribution", new DistributionType());
    add(
        types,
        "OriginAccessControl",
        CloudFrontTypes::createControl,
        CloudFrontTypes::deleteControl);
    add(
        types,
        "CloudFrontOriginAccessIdentity",
        CloudFrontTypes::createIdentity,
        CloudFrontTypes::deleteIdentity);
    add(types, "CachePolicy", CloudFrontTypes::createCache, CloudFrontTypes::deleteCache);
    add(
        types,
        "OriginRequestPolicy",
        CloudFrontTypes::createOriginRequest,
        CloudFrontTypes::deleteOriginRequest);
    add(
        types,
        "ResponseHeadersPolicy",
        CloudFrontTypes::createResponseHeaders,
        CloudFrontTypes::deleteResponseHeaders);
    add(types, "PublicKey", CloudFrontTypes::createKey, CloudFrontTypes::deleteKey);
    add(types, "KeyGroup", CloudFrontTypes::createGroup, CloudFrontTypes::deleteGroup);
  }

  /** How a resource is made of its one property, which holds the API's configuration. */
  @FunctionalInterface
  private interface Maker {
    ResourceType.Made make(ResourceCall call, Json.Obj config);
  }

  private static void add(
      ResourceTypes types, String name, Maker maker, BiConsumer<ResourceCall, String> remover) {
    types.add(
        "AWS::CloudFront::" + name,
        (call, properties) -> {
          Json config = properties.require(name + "Config");
          properties.done();
          if (config instanceof Json.Obj object) {
            return maker.make(call, object);
          }
          throw new TemplateException(
              "Value of property "
                  + name
                  + "Config of resource "
                  + call.logicalId()
                  + " must be of type Object");
        },
        ResourceTypes.Remover.byId(remover));
  }

  private static <B extends SdkPojo> B bind(ResourceCall call, B builder, Json config) {
    return new Binder(call.logicalId()).bind(builder, config);
  }

  private static ResourceType.Made made(String id) {
    return ResourceType.Made.of(id).with("Id", id);
  }

  /** What CloudFormation gives for the reference that makes a request unique. */
  private static String reference(ResourceCall call) {
    return call.generatedName(128);
  }

  private static ResourceType.Made createControl(ResourceCall call, Json.Obj config) {
    OriginAccessControlConfig asked =
        bind(call, OriginAccessControlConfig.builder(), config).build();
    return made(
        call.send(
                CreateOriginAccessControlRequest.builder().originAccessControlConfig(asked).build(),
                CreateOriginAccessControlResponse.class)
            .originAccessControl()
            .id());
  }

  private static void deleteControl(ResourceCall call, String id) {
    String tag =
        call.send(
                GetOriginAccessControlRequest.builder().id(id).build(),
                GetOriginAccessControlResponse.class)
            .eTag();
    call.send(
        DeleteOriginAccessControlRequest.builder().id(id).ifMatch(tag).build(),
        DeleteOriginAccessControlResponse.class);
  }

  private static ResourceType.Made createIdentity(ResourceCall call, Json.Obj config) {
    CloudFrontOriginAccessIdentityConfig asked =
        bind(call, CloudFrontOriginAccessIdentityConfig.builder(), config)
            .callerReference(reference(call))
            .build();
    CloudFrontOriginAccessIdentity identity =
        call.send(
                CreateCloudFrontOriginAccessIdentityRequest.builder()
                    .cloudFrontOriginAccessIdentityConfig(asked)
                    .build(),
                CreateCloudFrontOriginAccessIdentityResponse.class)
            .cloudFrontOriginAccessIdentity();
    return made(identity.id()).with("S3CanonicalUserId", identity.s3CanonicalUserId());
  }

  private static void deleteIdentity(ResourceCall call, String id) {
    String tag =
        call.send(
                GetCloudFrontOriginAccessIdentityRequest.builder().id(id).build(),
                GetCloudFrontOriginAccessIdentityResponse.class)
            .eTag();
    call.send(
        DeleteCloudFrontOriginAccessIdentityRequest.builder().id(id).ifMatch(tag).build(),
        DeleteCloudFrontOriginAccessIdentityResponse.class);
  }

  private static ResourceType.Made createCache(ResourceCall call, Json.Obj config) {
    CachePolicyConfig asked = bind(call, CachePolicyConfig.builder(), config).build();
    return made(
        call.send(
                CreateCachePolicyRequest.builder().cachePolicyConfig(asked).build(),
                CreateCachePolicyResponse.class)
            .cachePolicy()
            .id());
  }

  private static void deleteCache(ResourceCall call, String id) {
    String tag =
        call.send(GetCachePolicyRequest.builder().id(id).build(), GetCachePolicyResponse.class)
            .eTag();
    call.send(
        DeleteCachePolicyRequest.builder().id(id).ifMatch(tag).build(),
        DeleteCachePolicyResponse.class);
  }

  private static ResourceType.Made createOriginRequest(ResourceCall call, Json.Obj config) {
    OriginRequestPolicyConfig asked =
        bind(call, OriginRequestPolicyConfig.builder(), config).build();
    return made(
        call.send(
                CreateOriginRequestPolicyRequest.builder().originRequestPolicyConfig(asked).build(),
                CreateOriginRequestPolicyResponse.class)
            .originRequestPolicy()
            .id());
  }

  private static void deleteOriginRequest(ResourceCall call, String id) {
    String tag =
        call.send(
                GetOriginRequestPolicyRequest.builder().id(id).build(),
                GetOriginRequestPolicyResponse.class)
            .eTag();
    call.send(
        DeleteOriginRequestPolicyRequest.builder().id(id).ifMatch(tag).build(),
        DeleteOriginRequestPolicyResponse.class);
  }

  private static ResourceType.Made createResponseHeaders(ResourceCall call, Json.Obj config) {
    ResponseHeadersPolicyConfig asked =
        bind(call, ResponseHeadersPolicyConfig.builder(), config).build();
    return made(
        call.send(
                CreateResponseHeadersPolicyRequest.builder()
                    .responseHeadersPolicyConfig(asked)
                    .build(),
                CreateResponseHeadersPolicyResponse.class)
            .responseHeadersPolicy()
            .id());
  }

  private static void deleteResponseHeaders(ResourceCall call, String id) {
    String tag =
        call.send(
                GetResponseHeadersPolicyRequest.builder().id(id).build(),
                GetResponseHeadersPolicyResponse.class)
            .eTag();
    call.send(
        DeleteResponseHeadersPolicyRequest.builder().id(id).ifMatch(tag).build(),
        DeleteResponseHeadersPolicyResponse.class);
  }

  private static ResourceType.Made createKey(ResourceCall call, Json.Obj config) {
    PublicKeyConfig asked = bind(call, PublicKeyConfig.builder(), config).build();
    return made(
        call.send(
                CreatePublicKeyRequest.builder().publicKeyConfig(asked).build(),
                CreatePublicKeyResponse.class)
            .publicKey()
            .id());
  }

  private static void deleteKey(ResourceCall call, String id) {
    String tag =
        call.send(GetPublicKeyRequest.builder().id(id).build(), GetPublicKeyResponse.class).eTag();
    call.send(
        DeletePublicKeyRequest.builder().id(id).ifMatch(tag).build(),
        DeletePublicKeyResponse.class);
  }

  private static ResourceType.Made createGroup(ResourceCall call, Json.Obj config) {
    KeyGroupConfig asked = bind(call, KeyGroupConfig.builder(), config).build();
    return made(
        call.send(
                CreateKeyGroupRequest.builder().keyGroupConfig(asked).build(),
                CreateKeyGroupResponse.class)
            .keyGroup()
            .id());
  }

  private static void deleteGroup(ResourceCall call, String id) {
    String tag =
        call.send(GetKeyGroupRequest.builder().id(id).build(), GetKeyGroupResponse.class).eTag();
    call.send(
        DeleteKeyGroupRequest.builder().id(id).ifMatch(tag).build(), DeleteKeyGroupResponse.class);
  }

  /** A distribution: there when it is deployed, gone after it was disabled. */
  private static final class DistributionType implements ResourceType.Slow {
    @Override
    public Made create(ResourceCall call, Json.Obj all) {
      Properties properties = call.properties(all);
      Json written = properties.require("DistributionConfig");
      List<Tag> tags = new ArrayList<>();
      properties
          .tags("Tags")
          .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
      properties.done();
      DistributionConfig.Builder config =
          bind(
              call,
              DistributionConfig.builder(),
              new DistributionProperties(call.logicalId()).asApi(written));
      config.callerReference(reference(call));
      Distribution made = create(call, config.build(), tags);
      return CloudFrontTypes.made(made.id()).with("DomainName", made.domainName());
    }

    private static Distribution create(
        ResourceCall call, DistributionConfig config, List<Tag> tags) {
      if (tags.isEmpty()) {
        return call.send(
                CreateDistributionRequest.builder().distributionConfig(config).build(),
                CreateDistributionResponse.class)
            .distribution();
      }
      return call.send(
              CreateDistributionWithTagsRequest.builder()
                  .distributionConfigWithTags(
                      both -> both.distributionConfig(config).tags(t -> t.items(tags)))
                  .build(),
              CreateDistributionWithTagsResponse.class)
          .distribution();
    }

    private static GetDistributionResponse get(ResourceCall call, Made made) {
      return call.send(
          GetDistributionRequest.builder().id(made.physicalId()).build(),
          GetDistributionResponse.class);
    }

    private static boolean isDeployed(GetDistributionResponse found) {
      return "Deployed".equals(found.distribution().status());
    }

    @Override
    public boolean isReady(ResourceCall call, Made made) {
      return isDeployed(get(call, made));
    }

    @Override
    public boolean mayDelete(ResourceCall call, Made made) {
      try {
        GetDistributionResponse found = get(call, made);
        DistributionConfig config = found.distribution().distributionConfig();
        if (Boolean.TRUE.equals(config.enabled())) {
          call.send(
              UpdateDistributionRequest.builder()
                  .id(made.physicalId())
                  .ifMatch(found.eTag())
                  .distributionConfig(config.toBuilder().enabled(false).build())
                  .build(),
              UpdateDistributionResponse.class);
          return false;
        }
        return isDeployed(found);
      } catch (AwsException e) {
        if (e.status() == 404) {
          return true;
        }
        throw e;
      }
    }

    @Override
    public void delete(ResourceCall call, Made made, Json.Obj properties) {
      call.send(
          DeleteDistributionRequest.builder()
              .id(made.physicalId())
              .ifMatch(get(call, made).eTag())
              .build(),
          DeleteDistributionResponse.class);
    }
  }
}
