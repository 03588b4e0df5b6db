package dev.diorama.lambda;

import dev.diorama.core.client.SimPresigner;
import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.AbortMultipartUploadPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.CompleteMultipartUploadPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.CreateMultipartUploadPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.DeleteObjectPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.GetObjectPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedAbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedCompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedCreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedDeleteObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedUploadPartRequest;
import software.amazon.awssdk.services.s3.presigner.model.PutObjectPresignRequest;
import software.amazon.awssdk.services.s3.presigner.model.UploadPartPresignRequest;

/**
 * The presigner of a handler: the SDK's own composes the request, and it is signed again on the
 * instance's clock, which the SDK's cannot be given.
 */
final class HandlerPresigner implements S3Presigner {
  private final S3Presigner composer;
  private final SimClock clock;
  private final AwsCredentialsProvider credentials;

  HandlerPresigner(S3Presigner composer, SimClock clock, AwsCredentialsProvider credentials) {
    this.composer = composer;
    this.clock = clock;
    this.credentials = credentials;
  }

  @Override
  public PresignedGetObjectRequest presignGetObject(GetObjectPresignRequest request) {
    PresignedGetObjectRequest composed = composer.presignGetObject(request);
    return signed(composed, composed.toBuilder(), request.signatureDuration()).build();
  }

  @Override
  public PresignedPutObjectRequest presignPutObject(PutObjectPresignRequest request) {
    PresignedPutObjectRequest composed = composer.presignPutObject(request);
    return signed(composed, composed.toBuilder(), request.signatureDuration()).build();
  }

  @Override
  public PresignedDeleteObjectRequest presignDeleteObject(DeleteObjectPresignRequest request) {
    PresignedDeleteObjectRequest composed = composer.presignDeleteObject(request);
    return signed(composed, composed.toBuilder(), request.signatureDuration()).build();
  }

  @Override
  public PresignedCreateMultipartUploadRequest presignCreateMultipartUpload(
      CreateMultipartUploadPresignRequest request) {
    PresignedCreateMultipartUploadRequest composed = composer.presignCreateMultipartUpload(request);
    return signed(composed, composed.toBuilder(), request.signatureDuration()).build();
  }

  @Override
  public PresignedUploadPartRequest presignUploadPart(UploadPartPresignRequest request) {
    PresignedUploadPartRequest composed = composer.presignUploadPart(request);
    return signed(composed, composed.toBuilder(), request.signatureDuration()).build();
  }

  @Override
  public PresignedCompleteMultipartUploadRequest presignCompleteMultipartUpload(
      CompleteMultipartUploadPresignRequest request) {
    PresignedCompleteMultipartUploadRequest composed =
        composer.presignCompleteMultipartUpload(request);
    return signed(composed, composed.toBuilder(), request.signatureDuration()).build();
  }

  @Override
  public PresignedAbortMultipartUploadRequest presignAbortMultipartUpload(
      AbortMultipartUploadPresignRequest request) {
    PresignedAbortMultipartUploadRequest composed = composer.presignAbortMultipartUpload(request);
    return signed(composed, composed.toBuilder(), request.signatureDuration()).build();
  }

  private <B extends PresignedRequest.Builder> B signed(
      PresignedRequest composed, B builder, Duration life) {
    List<String> scope =
        composed
            .httpRequest()
            .firstMatchingRawQueryParameter("X-Amz-Credential")
            .map(credential -> List.of(credential.split("/")))
            .orElse(List.of());
    AwsCredentials own = credentials.resolveCredentials();
    if (scope.size() != 5 || !scope.get(0).equals(own.accessKeyId())) {
      throw new UnsupportedOperationException(
          "Diorama presigns in handlers with the function's own role only.");
    }
    builder.httpRequest(
        new SimPresigner(clock, own, scope.get(2)).presign(composed.httpRequest(), life));
    builder.expiration(clock.instant().plus(life));
    return builder;
  }

  @Override
  public void close() {
    composer.close();
  }
}
