package dev.envelope.aws;

/** An operation of AWS KMS that this library calls. Its text form is the name in IAM policies and in CloudTrail. */
public enum AwsKmsOperation {
    /** Makes a data key: {@code kms:GenerateDataKey}. */
    GENERATE_DATA_KEY("GenerateDataKey"),
    /** Wraps a data key that was made elsewhere: {@code kms:Encrypt}. */
    ENCRYPT("Encrypt"),
    /** Unwraps a data key: {@code kms:Decrypt}. */
    DECRYPT("Decrypt"),
    /** Rewraps a data key inside KMS: {@code kms:ReEncryptFrom} and {@code kms:ReEncryptTo}. */
    RE_ENCRYPT("ReEncrypt"),
    /** Tells which key material wraps now: {@code kms:DescribeKey}. */
    DESCRIBE_KEY("DescribeKey");

    private final String text;

    AwsKmsOperation(String text) {
        this.text = text;
    }

    /**
     * Returns the name of the operation as CloudTrail's {@code eventName} has it.
     *
     * @return the name, such as {@code GenerateDataKey}
     */
    @Override
    public String toString() {
        return text;
    }
}
