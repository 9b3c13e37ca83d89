import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends pictures to Kafka as it is told, a line each: topic, codec, mode, count and name, separated by tabs.
 *
 * The mode is plain, idempotent, committed or aborted. An aborted transaction is followed by a committed one. Prints the
 * name of each line that is done.
 */
public class Images {
  private static byte[] picture;

  public static void main(String[] args) throws Exception {
    picture = Files.readAllBytes(Path.of(args[1]));
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = lines.readLine()) != null; ) {
      String[] parts = line.split("\t");
      send(args[0], parts[0], parts[1], parts[2], Integer.parseInt(parts[3]), parts[4]);
      System.out.println(parts[4]);
    }
  }

  private static void send(String brokers, String topic, String codec, String mode, int count, String name)
      throws Exception {
    var settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    settings.put("compression.type", codec);
    settings.put("linger.ms", "50");
    settings.put("batch.size", "200000");
    settings.put("enable.idempotence", String.valueOf(!mode.equals("plain")));
    boolean isTransactional = mode.equals("committed") || mode.equals("aborted");
    if (isTransactional) settings.put("transactional.id", name);
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      if (isTransactional) {
        producer.initTransactions();
        if (mode.equals("aborted")) {
          producer.beginTransaction();
          sendAll(producer, topic, count, name + "-never");
          producer.abortTransaction();
        }
        producer.beginTransaction();
      }
      sendAll(producer, topic, count, name);
      if (isTransactional) producer.commitTransaction();
    }
  }

  private static void sendAll(KafkaProducer<byte[], byte[]> producer, String topic, int count, String name)
      throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int place = 0; place < count; place++) {
      var record = new ProducerRecord<byte[], byte[]>(topic, picture);
      Map<String, String> headers =
          Map.of(
              "ce_specversion", "1.0",
              "ce_id", name + "-" + place,
              "ce_source", "/matrix",
              "ce_type", "picture",
              "content-type", "image/png");
      headers.forEach((key, value) -> record.headers().add(key, value.getBytes(StandardCharsets.UTF_8)));
      sent.add(producer.send(record));
    }
    producer.flush();
    for (var one : sent) one.get();
  }
}
