/** S3: buckets and objects. */
@NullMarked
package dev.diorama.s3;

import org.jspecify.annotations.NullMarked;
