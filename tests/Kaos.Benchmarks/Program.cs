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
    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Kaos.Benchmarks -- log [writers]");
        return 2;
}
