import { expect } from 'chai';
import { buildHost, HostSession } from './host-process.js';

describe('ps/host: JSON as pwsh writes and reads it', () => {
  let session: HostSession;

  before(async () => {
    await buildHost();
    session = new HostSession();
    await session.invoke('$ProgressPreference = "SilentlyContinue"');
  });
  after(() => session.dispose());

  async function answer(text: string): Promise<string> {
    return (await session.invoke(text)).raw;
  }

  const written: [name: string, text: string, json: string][] = [
    ['scalars', 'ConvertTo-Json @($null, $true, 1, 1.5, 2.0, "s", [char]"c", 1.10d) -Compress', '[null,true,1,1.5,2.0,"s","c",1.10]'],
    ['nothing piped', '@() | ConvertTo-Json', ''],
    ['null piped', '$null | ConvertTo-Json', 'null'],
    ['one element, piped', '@(1) | ConvertTo-Json', '1'],
    ['one element as argument', 'ConvertTo-Json @(1) -Compress', '[1]'],
    ['one element with -AsArray', '1 | ConvertTo-Json -AsArray -Compress', '[1]'],
    ['an array kept whole in the pipeline', ',@(1, 2) | ConvertTo-Json -Compress', '[1,2]'],
    ['nested arrays', 'ConvertTo-Json @(@(1, @(2)), @()) -Compress', '[[1,[2]],[]]'],
    ['order of an ordered table', '[ordered]@{ z = 1; a = @{} } | ConvertTo-Json -Compress', '{"z":1,"a":{}}'],
    ['keys that are no strings', '@{ 1 = 2 } | ConvertTo-Json -Compress', '{"1":2}'],
    ['enums as numbers', '@{ d = [DayOfWeek]::Friday } | ConvertTo-Json -Compress', '{"d":5}'],
    ['enums as names', '@{ d = [DayOfWeek]::Friday } | ConvertTo-Json -Compress -EnumsAsStrings', '{"d":"Friday"}'],
    ['dates with their kind', "[ordered]@{ u = [datetime]::new(2024, 2, 3, 4, 5, 6, [DateTimeKind]::Utc); x = [datetime]::new(2024, 2, 3) } | ConvertTo-Json -Compress", '{"u":"2024-02-03T04:05:06Z","x":"2024-02-03T00:00:00"}'],
    ['offsets', "ConvertTo-Json ([DateTimeOffset]'2024-02-03T04:05:06.5+02:00')", '"2024-02-03T04:05:06.5+02:00"'],
    ['big numbers', 'ConvertTo-Json @([long]::MaxValue, [bigint]::Parse("123456789012345678901234567890")) -Compress', '[9223372036854775807,123456789012345678901234567890]'],
    ['not a number', 'ConvertTo-Json ([double]::NaN)', '"NaN"'],
    ['control characters', 'ConvertTo-Json "a`tb`n$([char]1)`"\\/"', '"a\\tb\\n\\u0001\\"\\\\/"'],
    ['text outside ASCII as it is', 'ConvertTo-Json "é 😀 <&>"', '"é 😀 <&>"'],
    ['text outside ASCII escaped', 'ConvertTo-Json "é😀<" -EscapeHandling EscapeNonAscii', '"\\u00e9\\ud83d\\ude00<"'],
    ['HTML escaped', 'ConvertTo-Json "<&>" -EscapeHandling EscapeHtml', '"\\u003c\\u0026\\u003e"'],
    ['objects of .NET by their properties', "[version]'1.2.3.4' | ConvertTo-Json -Compress", '{"Major":1,"Minor":2,"Build":3,"Revision":4,"MajorRevision":0,"MinorRevision":4}'],
    ['notes on a plain value', '5 | Add-Member note 1 -PassThru | ConvertTo-Json -Compress', '{"value":5,"note":1}'],
    ['notes on a string are dropped', '"s" | Add-Member note 1 -PassThru | ConvertTo-Json -Compress', '"s"'],
    ['script properties', '[PSCustomObject]@{ a = 2 } | Add-Member ScriptProperty twice { $this.a * 2 } -PassThru | ConvertTo-Json -Compress', '{"a":2,"twice":4}'],
    ['properties that throw', '[PSCustomObject]@{ a = 2 } | Add-Member ScriptProperty bad { throw "x" } -PassThru | ConvertTo-Json -Compress', '{"a":2,"bad":null}'],
    ['indentation of two', '[ordered]@{ a = 1; b = @(1); c = @() } | ConvertTo-Json', '{\n  "a": 1,\n  "b": [\n    1\n  ],\n  "c": []\n}'],
    ['depth within the limit', '@{ a = @{ b = @{ c = 1 } } } | ConvertTo-Json -Compress', '{"a":{"b":{"c":1}}}'],
    ['depth zero', '@{ a = @(1, 2) } | ConvertTo-Json -Depth 0 -Compress -WarningAction SilentlyContinue', '{"a":"1 2"}'],
    ['deeper tables as text', '@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress -WarningAction SilentlyContinue', '{"a":{"b":{"c":"System.Collections.Hashtable"}}}'],
    ['deeper objects as text', '@{ a = @{ b = @{ c = [PSCustomObject]@{ d = 1 } } } } | ConvertTo-Json -Compress 3>$null', '{"a":{"b":{"c":"@{d=1}"}}}'],
  ];
  for (const [name, text, json] of written) it(`writes ${name}`, async () => expect(await answer(text)).to.equal(json));

  it('warns when it cuts', async () => {
    expect(await answer('@{ a = @{ b = 1 } } | ConvertTo-Json -Depth 0 -Compress 3>&1 | ForEach-Object { "$_" }')).to.equal(
      'Resulting JSON is truncated as serialization has exceeded the set depth of 0.\n{"a":"System.Collections.Hashtable"}',
    );
  });

  const read: [name: string, text: string, output: string][] = [
    ['objects', `$o = '{"a":1,"B":[1,"x",null,true]}' | ConvertFrom-Json; "$($o.a) $($o.b.Count) $($o.b[1]) $($null -eq $o.b[2]) $($o.GetType().Name)"`, '1 4 x True PSCustomObject'],
    ['types of numbers', `('[1, 9223372036854775808, 1.5, 1e3]' | ConvertFrom-Json | ForEach-Object { $_.GetType().Name }) -join ','`, 'Int64,BigInteger,Double,Double'],
    ['dates', `$d = ('{"d":"2024-02-03T04:05:06Z"}' | ConvertFrom-Json).d; "$($d.GetType().Name) $($d.Kind) $($d.Hour)"`, 'DateTime Utc 4'],
    ['dates left alone', `('{"d":"2024-02-03T04:05:06Z"}' | ConvertFrom-Json -DateKind String).d`, '2024-02-03T04:05:06Z'],
    ['dates with offsets', `('{"d":"2024-02-03T04:05:06+02:00"}' | ConvertFrom-Json -DateKind Offset).d.Offset.Hours`, '2'],
    ['ordered hashtables', `$h = '{"b":1,"a":{"Z":1,"z":2,"":3}}' | ConvertFrom-Json -AsHashtable; "$($h.Keys) $($h.a.Keys -join '|')"`, 'b a Z|z|'],
    ['arrays, one element at a time', `('[1,2]' | ConvertFrom-Json | Measure-Object).Count`, '2'],
    ['arrays whole', `('[1]' | ConvertFrom-Json -NoEnumerate).GetType().Name`, 'Object[]'],
    ['the lines of one text', `$o = '{', '"a": 1', '}' | ConvertFrom-Json; $o.a`, '1'],
    ['a text a line', `('{"a":1}', '{"a":2}' | ConvertFrom-Json).a -join ','`, '1,2'],
    ['its own output again', `$t = '{"a":[[1,[2]],{"b":"é\\u0001"}],"n":null}'; (ConvertFrom-Json $t | ConvertTo-Json -Depth 9 -Compress) -eq $t`, 'True'],
    ['nothing', `$null -eq ('' | ConvertFrom-Json)`, 'True'],
  ];
  for (const [name, text, output] of read) it(`reads ${name}`, async () => expect(await answer(text)).to.equal(output));

  const refused: [name: string, json: string, id: string][] = [
    ['text that is no JSON', 'nonsense', 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'],
    ['an unfinished object', '{"a":1', 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'],
    ['an unfinished array', '[1,', 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'],
    ['text behind the end', '{} x', 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'],
    ['keys that differ in case', '{"a":1,"A":2}', 'KeysWithDifferentCasingInJsonString,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'],
    ['an empty key', '{"":1}', 'EmptyKeyInJsonString,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'],
  ];
  for (const [name, json, id] of refused) {
    it(`refuses ${name}`, async () => expect(await answer(`try { '${json}' | ConvertFrom-Json } catch { $_.FullyQualifiedErrorId }`)).to.equal(id));
  }
});
