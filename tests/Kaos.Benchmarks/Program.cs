using System.Globalization;
using Kaos.Benchmarks;

switch (args)
{
    case ["log", .. var rest]:
        await LogAppend.RunAsync(
            writers: rest is [var writers, ..] ? int.Parse(writers, CultureInfo.InvariantCulture) : 64,
            duration: TimeSpan.FromSeconds(5),
            folder: Path.Combine(Environment.CurrentDirectory, "artifacts", "log-benchmark"));
        return 0;
    case ["triage", .. var sizes]:
        Triage.Run(
            pods: sizes is [var pods, ..] ? int.Parse(pods, CultureInfo.InvariantCulture) : 10_000,
            faults: sizes is [_, var faults, ..] ? int.Parse(faults, CultureInfo.InvariantCulture) : 50);
        return 0;
    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Kaos.Benchmarks -- log [writers] | triage [pods] [faults]");
        return 2;
}
