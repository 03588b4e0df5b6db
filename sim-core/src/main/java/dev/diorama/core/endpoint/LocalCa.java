package dev.diorama.core.endpoint;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apiguardian.api.API;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate authority of the served port: made once, kept in a folder, trusted only by those
 * who choose to.
 *
 * <p>Its certificate is constrained to {@code localhost}, {@code *.localhost} and loopback
 * addresses, so that even a stolen key cannot impersonate anybody else. Its keys are real secrets:
 * here, and only here, chance is the system's own and not the seed's.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LocalCa {
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final Duration CA_LIFE = Duration.ofDays(3650);

  /** Clients refuse leaves that live longer than 825 days (Apple's limit for own authorities). */
  private static final Duration LEAF_LIFE = Duration.ofDays(397);

  private static final Duration BACKDATED = Duration.ofDays(1);

  private final SecureRandom random = new SecureRandom();
  private final InstantSource machine;
  private final Path certificateFile;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private LocalCa(Path folder, InstantSource machine) throws IOException {
    this.machine = machine;
    this.certificateFile = folder.resolve("diorama-ca.pem");
    Path keyFile = folder.resolve("diorama-ca-key.pem");
    try {
      if (Files.exists(certificateFile) && Files.exists(keyFile)) {
        this.certificate = readCertificate(certificateFile);
        this.keys = new KeyPair(certificate.getPublicKey(), readKey(keyFile));
        certificate.checkValidity(Date.from(machine.instant()));
      } else {
        this.keys = newKeys();
        this.certificate = selfSigned();
        Files.createDirectories(folder);
        writeSecret(keyFile, pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
        Files.writeString(certificateFile, pem(certificate));
      }
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException(
          "the certificate authority in "
              + folder
              + " cannot be used ("
              + e.getMessage()
              + "); delete the folder to have a new one made",
          e);
    }
  }

  /**
   * The authority kept in {@code folder}, made there if there is none.
   *
   * @param machine the machine's clock, for dates of validity
   * @throws IOException if the folder cannot be read or written
   */
  public static LocalCa in(Path folder, InstantSource machine) throws IOException {
    return new LocalCa(folder, machine);
  }

  /** The file with the authority's certificate, for clients to trust. */
  public Path certificateFile() {
    return certificateFile;
  }

  /** The authority's certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** A server's private key and the chain that vouches for it. */
  public record Leaf(PrivateKey key, List<X509Certificate> chain) {
    public Leaf {
      chain = List.copyOf(chain);
    }
  }

  /**
   * A new certificate for these names.
   *
   * @param dnsNames names under {@code localhost}
   * @param addresses loopback addresses
   */
  public Leaf issue(List<String> dnsNames, List<String> addresses) {
    try {
      KeyPair leafKeys = newKeys();
      JcaX509v3CertificateBuilder builder =
          builder(new X500Name("CN=" + dnsNames.get(0)), leafKeys, LEAF_LIFE);
      List<GeneralName> names = new ArrayList<>();
      dnsNames.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
      addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(new GeneralName[0])));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          identifiers.createSubjectKeyIdentifier(leafKeys.getPublic()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(certificate));
      return new Leaf(leafKeys.getPrivate(), List.of(sign(builder), certificate));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a certificate for " + dnsNames + " was not made", e);
    }
  }

  private X509Certificate selfSigned()
      throws GeneralSecurityException, OperatorCreationException, IOException {
    JcaX509v3CertificateBuilder builder =
        builder(new X500Name("CN=Diorama local CA (this machine only),O=Diorama"), keys, CA_LIFE);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.nameConstraints,
        true,
        new NameConstraints(
            new GeneralSubtree[] {
              new GeneralSubtree(new GeneralName(GeneralName.dNSName, "localhost")),
              new GeneralSubtree(new GeneralName(GeneralName.iPAddress, "127.0.0.0/8")),
              new GeneralSubtree(new GeneralName(GeneralName.iPAddress, "::1/128"))
            },
            null));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    return sign(builder);
  }

  private JcaX509v3CertificateBuilder builder(
      X500Name subject, KeyPair subjectKeys, Duration life) {
    Instant now = machine.instant();
    X500Name issuer =
        subjectKeys == keys
            ? subject
            : X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(120, random),
        Date.from(now.minus(BACKDATED)),
        Date.from(now.plus(life)),
        subject,
        subjectKeys.getPublic());
  }

  private X509Certificate sign(JcaX509v3CertificateBuilder builder)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(SIGNATURE).build(keys.getPrivate())));
  }

  private KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  private static void writeSecret(Path file, String text) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text);
  }

  private static PrivateKey readKey(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        PEMParser parser = new PEMParser(reader)) {
      if (parser.readObject() instanceof PrivateKeyInfo key) {
        return new JcaPEMKeyConverter().getPrivateKey(key);
      }
      throw new IOException(file + " holds no key; delete its folder to have a new one made");
    }
  }

  private static X509Certificate readCertificate(Path file)
      throws IOException, GeneralSecurityException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        PEMParser parser = new PEMParser(reader)) {
      if (parser.readObject() instanceof X509CertificateHolder holder) {
        return new JcaX509CertificateConverter().getCertificate(holder);
      }
      throw new IOException(
          file + " holds no certificate; delete its folder to have a new one made");
    }
  }
}
