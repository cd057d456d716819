using System.Globalization;

namespace Kaos.Benchmarks.Reporting;

/// <summary>Resident memory in bytes, as /proc tells it.</summary>
internal static class Resident
{
    public static long OfThisProcess() => Of(Environment.ProcessId);

    public static long Of(int process) => Read(process, "VmRSS:");

    /// <summary>Of that, what no file stands behind: heap, stacks, compiled code.</summary>
    public static long PrivateOf(int process) => Read(process, "RssAnon:") + Read(process, "RssShmem:");

    private static long Read(int process, string field)
    {
        var line = File.ReadLines($"/proc/{process}/status")
            .First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(
            line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
            CultureInfo.InvariantCulture) * 1024;
    }
}
