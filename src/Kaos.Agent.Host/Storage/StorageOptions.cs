using System.ComponentModel.DataAnnotations;

namespace Kaos.Agent.Host.Storage;

internal sealed class StorageOptions
{
    /// <summary>The data folder; made when it is not there, for this user only.</summary>
    [Required]
    public string Path { get; set; } = "./data";

    /// <summary>Total of the stored blobs; beyond it the oldest are evicted that no open plan needs.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBlobBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// Upper bound of the log's file; beyond it KAOS stops taking work and says so. Null: as far as the disk goes.
    /// </summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long? MaxLogBytes { get; set; }

    /// <summary>
    /// A signed checkpoint is written after this many events (as many as there are streams, when these are more), and
    /// every <see cref="CheckpointInterval"/>.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long CheckpointEvents { get; set; } = 100_000;

    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Commits waiting for the writer; beyond it, appenders wait.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>How often a log that cannot write tries again.</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(2);
}
