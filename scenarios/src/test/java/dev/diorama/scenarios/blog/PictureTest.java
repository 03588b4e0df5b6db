package dev.diorama.scenarios.blog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
  /** A picture whose upper left quarter is red, the rest blue. */
  static byte[] picture(String format, int width, int height) throws IOException {
    int type = format.equals("png") ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.BLUE);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, width / 2, height / 2);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /** Puts an Exif segment with that orientation where a camera has it: in place of the JFIF one. */
  static byte[] oriented(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.put((byte) 0xFF).put((byte) 0xE1).putShort((short) 34);
    exif.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
    exif.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
    exif.putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0);
    exif.putInt(0);
    byte[] segment = java.util.Arrays.copyOf(exif.array(), exif.position());
    int after = 4 + ByteBuffer.wrap(jpeg).getShort(4);
    ByteBuffer whole = ByteBuffer.allocate(2 + segment.length + jpeg.length - after);
    whole.put(jpeg, 0, 2).put(segment).put(jpeg, after, jpeg.length - after);
    return whole.array();
  }

  private static BufferedImage read(Picture.Thumbnail thumbnail) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(thumbnail.bytes()));
  }

  @ParameterizedTest
  @CsvSource({
    "jpeg,1600,1200,320,240",
    "png,1600,1200,320,240",
    "jpeg,300,1500,64,320",
    "png,200,100,200,100",
  })
  void thumbnail_keepsFormatAndRatioAndNeverGrows(
      String format, int width, int height, int toWidth, int toHeight) throws Exception {
    Picture.Thumbnail thumbnail = Picture.thumbnail(picture(format, width, height));

    assertThat(thumbnail.contentType()).isEqualTo("image/" + format);
    assertThat(read(thumbnail).getWidth()).isEqualTo(toWidth);
    assertThat(read(thumbnail).getHeight()).isEqualTo(toHeight);
  }

  @Test
  void thumbnail_ofACameraHeldUpright_isTurned() throws Exception {
    // 6: the camera was turned to the right, so that the picture is to be turned clockwise.
    Picture.Thumbnail thumbnail = Picture.thumbnail(oriented(picture("jpeg", 800, 600), 6));

    BufferedImage upright = read(thumbnail);
    assertThat(upright.getWidth()).isEqualTo(240);
    assertThat(upright.getHeight()).isEqualTo(320);
    Color upperRight = new Color(upright.getRGB(230, 10));
    Color upperLeft = new Color(upright.getRGB(10, 10));
    assertThat(upperRight.getRed()).isGreaterThan(200);
    assertThat(upperLeft.getBlue()).isGreaterThan(200);
  }

  @Test
  void thumbnail_ofText_isRefused() {
    assertThatThrownBy(() -> Picture.thumbnail("hello".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Picture.Unusable.class)
        .hasMessage("it is no picture");
  }

  @Test
  void thumbnail_ofAGif_isRefused() throws IOException {
    byte[] gif = picture("gif", 20, 20);
    assertThatThrownBy(() -> Picture.thumbnail(gif))
        .isInstanceOf(Picture.Unusable.class)
        .hasMessageContaining("gif");
  }

  @Test
  void thumbnail_ofAFileCutShort_isRefused() throws IOException {
    byte[] png = picture("png", 600, 600);
    assertThatThrownBy(() -> Picture.thumbnail(java.util.Arrays.copyOf(png, 60)))
        .isInstanceOf(Picture.Unusable.class)
        .hasMessageContaining("cannot be decoded");
  }

  @Test
  void thumbnail_ofAPictureThatUnfoldsIntoGigabytes_isRefusedBeforeItIsDecoded()
      throws IOException {
    byte[] png = picture("png", 10, 10);
    ByteBuffer bomb = ByteBuffer.wrap(png);
    bomb.putInt(16, 100_000);
    bomb.putInt(20, 100_000);
    java.util.zip.CRC32 sum = new java.util.zip.CRC32();
    sum.update(png, 12, 17);
    bomb.putInt(29, (int) sum.getValue());

    assertThatThrownBy(() -> Picture.thumbnail(png))
        .isInstanceOf(Picture.Unusable.class)
        .hasMessageContaining("100000 x 100000 pixels");
  }
}
