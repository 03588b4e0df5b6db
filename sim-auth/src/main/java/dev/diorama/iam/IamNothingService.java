package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.iam.IamModel.User;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsRequest;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysResponse;

/**
 * Lists of what cannot be made here, and so are empty in truth: clients such as Terraform ask for
 * them before they delete a user.
 */
final class IamNothingService {
  private final IamDirectory directory;

  IamNothingService(IamDirectory directory) {
    this.directory = directory;
  }

  SdkResponse sshKeys(Call call, ListSshPublicKeysRequest request) {
    User unused = directory.userOrSelf(call, request.userName());
    return ListSshPublicKeysResponse.builder().isTruncated(false).build();
  }

  SdkResponse signingCertificates(Call call, ListSigningCertificatesRequest request) {
    User unused = directory.userOrSelf(call, request.userName());
    return ListSigningCertificatesResponse.builder().isTruncated(false).build();
  }

  SdkResponse serviceCredentials(Call call, ListServiceSpecificCredentialsRequest request) {
    User unused = directory.userOrSelf(call, request.userName());
    return ListServiceSpecificCredentialsResponse.builder().build();
  }

  SdkResponse serverCertificates(Call call, ListServerCertificatesRequest request) {
    return ListServerCertificatesResponse.builder().isTruncated(false).build();
  }
}
